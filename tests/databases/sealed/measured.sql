BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	platform TEXT NOT NULL, 
	platform_id TEXT, 
	handle TEXT, 
	display_name TEXT, 
	verified TEXT, 
	proven_at INTEGER, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT uq_account_name UNIQUE (name)
)
 STRICT

;
INSERT INTO "account" VALUES(1,'dgsn-x','x','1132',NULL,NULL,NULL,1767258005);
INSERT INTO "account" VALUES(2,'dgsn-x-en','x','2264',NULL,NULL,NULL,1767085205);
INSERT INTO "account" VALUES(3,'open-days','x','3396',NULL,NULL,NULL,1748080805);
INSERT INTO "account" VALUES(4,'dgsn-facebook','facebook','100000000000001',NULL,NULL,NULL,1767211205);
INSERT INTO "account" VALUES(5,'dgsn-instagram','instagram',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE account_day (
	account_id INTEGER NOT NULL, 
	day TEXT NOT NULL, 
	at INTEGER, 
	followers INTEGER, 
	looks INTEGER NOT NULL, 
	CONSTRAINT pk_account_day PRIMARY KEY (account_id, day), 
	CONSTRAINT ck_account_day_followers_not_negative CHECK (followers >= 0), 
	CONSTRAINT ck_account_day_looks_not_negative CHECK (looks >= 0), 
	CONSTRAINT ck_account_day_told_at CHECK ((at IS NULL) = (followers IS NULL)), 
	CONSTRAINT fk_account_day_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "account_day" VALUES(1,'2024-12-31',1735675205,487944,1);
INSERT INTO "account_day" VALUES(1,'2025-01-03',1735894805,488100,1);
INSERT INTO "account_day" VALUES(1,'2025-01-15',1736935205,489000,1);
INSERT INTO "account_day" VALUES(1,'2025-01-22',1737540005,489900,1);
INSERT INTO "account_day" VALUES(1,'2025-03-09',1741514405,496100,1);
INSERT INTO "account_day" VALUES(1,'2025-03-16',1742119205,499998,1);
INSERT INTO "account_day" VALUES(1,'2025-03-20',1742464805,500240,1);
INSERT INTO "account_day" VALUES(1,'2025-03-27',1743069605,501700,1);
INSERT INTO "account_day" VALUES(1,'2025-04-20',1745150405,490011,4);
INSERT INTO "account_day" VALUES(1,'2025-08-02',1754128805,507000,1);
INSERT INTO "account_day" VALUES(1,'2025-08-09',1754737205,507700,1);
INSERT INTO "account_day" VALUES(1,'2025-12-31',1767216605,521337,1);
INSERT INTO "account_day" VALUES(1,'2026-01-01',1767258005,521400,1);
INSERT INTO "account_day" VALUES(2,'2025-06-03',1748941205,100,1);
INSERT INTO "account_day" VALUES(2,'2025-06-13',1749805205,8800,1);
INSERT INTO "account_day" VALUES(2,'2025-07-01',1751360405,9250,1);
INSERT INTO "account_day" VALUES(2,'2025-12-30',1767085205,12001,1);
INSERT INTO "account_day" VALUES(3,'2025-05-17',1747476005,900,1);
INSERT INTO "account_day" VALUES(3,'2025-05-24',1748080805,2100,1);
INSERT INTO "account_day" VALUES(4,'2025-07-01',1751360405,470000,1);
INSERT INTO "account_day" VALUES(4,'2025-07-10',1752141605,470500,1);
INSERT INTO "account_day" VALUES(4,'2025-07-17',1752746405,471000,1);
INSERT INTO "account_day" VALUES(4,'2025-09-10',1757498405,475000,1);
INSERT INTO "account_day" VALUES(4,'2025-09-17',1758103205,474999,1);
INSERT INTO "account_day" VALUES(4,'2025-12-29',1767002405,481250,1);
INSERT INTO "account_day" VALUES(4,'2025-12-31',1767211205,481400,1);
CREATE TABLE account_reading (
	account_id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	day TEXT NOT NULL, 
	visit_id INTEGER NOT NULL, 
	followers INTEGER, 
	following INTEGER, 
	posts_total INTEGER, 
	listed INTEGER, 
	CONSTRAINT pk_account_reading PRIMARY KEY (account_id, at), 
	CONSTRAINT ck_account_reading_followers_not_negative CHECK (followers >= 0), 
	CONSTRAINT ck_account_reading_following_not_negative CHECK (following >= 0), 
	CONSTRAINT ck_account_reading_posts_total_not_negative CHECK (posts_total >= 0), 
	CONSTRAINT ck_account_reading_listed_not_negative CHECK (listed >= 0), 
	CONSTRAINT fk_account_reading_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT fk_account_reading_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "account_reading" VALUES(1,1735675205,'2024-12-31',1,487944,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1735894805,'2025-01-03',2,488100,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1736935205,'2025-01-15',3,489000,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1737540005,'2025-01-22',4,489900,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1741514405,'2025-03-09',5,496100,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1742119205,'2025-03-16',6,499998,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1742464805,'2025-03-20',7,500240,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1743069605,'2025-03-27',8,501700,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1745139605,'2025-04-20',11,503000,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1745143205,'2025-04-20',12,490000,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1745146805,'2025-04-20',13,490007,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1745150405,'2025-04-20',14,490011,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1754128805,'2025-08-02',23,507000,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1754737205,'2025-08-09',24,507700,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1767216605,'2025-12-31',30,521337,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1767258005,'2026-01-01',31,521400,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(2,1748941205,'2025-06-03',17,100,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(2,1749805205,'2025-06-13',18,8800,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(2,1751360405,'2025-07-01',19,9250,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(2,1767085205,'2025-12-30',29,12001,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(3,1747476005,'2025-05-17',15,900,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(3,1748080805,'2025-05-24',16,2100,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(4,1751360405,'2025-07-01',20,470000,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(4,1752141605,'2025-07-10',21,470500,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(4,1752746405,'2025-07-17',22,471000,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(4,1757498405,'2025-09-10',25,475000,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(4,1758103205,'2025-09-17',26,474999,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(4,1767002405,'2025-12-29',28,481250,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(4,1767211205,'2025-12-31',32,481400,NULL,NULL,NULL);
CREATE TABLE activity (
	id INTEGER NOT NULL, 
	period TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	count INTEGER NOT NULL, 
	evidence TEXT NOT NULL, 
	precision TEXT NOT NULL, 
	in_total TEXT NOT NULL, 
	source TEXT NOT NULL, 
	note TEXT, 
	coverage TEXT, 
	recorded_at INTEGER NOT NULL, 
	recorded_by TEXT NOT NULL, 
	supersedes INTEGER, 
	reason TEXT, 
	CONSTRAINT pk_activity PRIMARY KEY (id), 
	CONSTRAINT ck_activity_superseded_with_reason CHECK ((supersedes IS NULL) = (reason IS NULL)), 
	CONSTRAINT ck_activity_evidence_known CHECK (evidence IN ('measured', 'published')), 
	CONSTRAINT ck_activity_precision_known CHECK (precision IN ('exact', 'thousand', 'about', 'at_least')), 
	CONSTRAINT ck_activity_in_total_known CHECK (in_total IN ('yes', 'no', 'check')), 
	CONSTRAINT ck_activity_count_not_negative CHECK (count >= 0), 
	CONSTRAINT uq_activity_supersedes UNIQUE (supersedes), 
	CONSTRAINT fk_activity_supersedes FOREIGN KEY(supersedes) REFERENCES activity (id)
)
 STRICT

;
INSERT INTO "activity" VALUES(1,'2024','communique',1100,'published','exact','yes','hasila 2024',NULL,'communiques and news',1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(2,'2024','social_post',626,'published','exact','yes','hasila 2024',NULL,'x+facebook',1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(3,'2024','violent_content',300,'published','exact','no','hasila 2024',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(4,'2025','communique',1203,'published','exact','yes','hasila 2025',NULL,'communiques and news',1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(5,'2025','press_news',277,'published','at_least','yes','hasila 2025',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(6,'2025','social_post',538,'published','exact','yes','hasila 2025',NULL,'all',1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(7,'2025-01','reportage',20,'published','exact','yes','office',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(8,'2025-02','reportage',31,'published','exact','yes','office',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(9,'2025','printed_total',2100,'published','about','check','hasila 2025',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(10,'2025','violent_content',260,'published','exact','no','hasila 2025',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(11,'2025','media_request',41,'published','exact','no','office',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(12,'2025','media_request_met',38,'published','exact','no','office',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(13,'2025','media_request_withheld',2,'published','exact','no','office',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(14,'2025','open_days_visitors',1150000,'published','about','no','hasila 2025',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(15,'2025','schools',1816,'published','exact','no','hasila 2025',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(16,'2025','pupils',141241,'published','exact','no','hasila 2025',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(17,'2025','live_show',7,'published','exact','yes','office',NULL,NULL,1796003541,'press',NULL,NULL);
INSERT INTO "activity" VALUES(18,'2025','communique',1204,'published','exact','yes','hasila 2025',NULL,'communiques and news',1796003541,'press',4,'counted again');
CREATE TABLE alert (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	opened_at INTEGER NOT NULL, 
	told_at INTEGER, 
	closed_at INTEGER, 
	end_told_at INTEGER, 
	CONSTRAINT pk_alert PRIMARY KEY (id)
)
 STRICT

;
CREATE TABLE change (
	id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	account_id INTEGER, 
	what TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	why TEXT, 
	CONSTRAINT pk_change PRIMARY KEY (id), 
	CONSTRAINT fk_change_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 STRICT

;
INSERT INTO "change" VALUES(1,1796003541,'press',1,'tag',NULL,'x4 is of news',NULL);
INSERT INTO "change" VALUES(2,1796003541,'press',1,'tag',NULL,'x3 is of open_days',NULL);
INSERT INTO "change" VALUES(3,1796003541,'press',NULL,'seal',NULL,'2024 224016035d00bff4cb570a7e8ac06c8ccf93fd48b4ef8ade20258366a13d7ba7',NULL);
INSERT INTO "change" VALUES(4,1796003541,'press',NULL,'seal',NULL,'2025 9b35a5df13fa21da8e1298ae738290e81e41283869a7221be797e5207a0d3029',NULL);
INSERT INTO "change" VALUES(5,1796003541,'press',NULL,'printed_figure','followers of dgsn-facebook, 2024: 462000 (thousand, hasila 2024)','followers of dgsn-facebook, 2024: 463000 (thousand, hasila 2024)','a digit was misread');
INSERT INTO "change" VALUES(6,1796003541,'press',NULL,'activity','communique, 2025: 1203 (exact, in total: yes, hasila 2025, communiques and news)','communique, 2025: 1204 (exact, in total: yes, hasila 2025, communiques and news)','counted again');
INSERT INTO "change" VALUES(7,1796003541,'press',NULL,'statement','2025/4: noticed 2025-11-02 13:00:00+00:00, informed nowhere; open, none, 0 posts, no note','2025/4: noticed 2025-11-02 13:00:00+00:00, informed x 2025-11-02 19:17:00+00:00; fabricated, denial, 0 posts, no note','it was a denial');
CREATE TABLE chore (
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	claimed_at INTEGER NOT NULL, 
	ended_at INTEGER, 
	outcome TEXT, 
	reason TEXT, 
	CONSTRAINT pk_chore PRIMARY KEY (kind, "key"), 
	CONSTRAINT ck_chore_outcome_known CHECK (outcome IN ('ok', 'partial', 'failed')), 
	CONSTRAINT ck_chore_ended_with_outcome CHECK ((ended_at IS NULL) = (outcome IS NULL))
)
 WITHOUT ROWID,
 STRICT

;
CREATE TABLE event (
	id INTEGER NOT NULL, 
	since TEXT NOT NULL, 
	until TEXT NOT NULL, 
	name_ar TEXT, 
	name_fr TEXT, 
	name_en TEXT, 
	source TEXT, 
	note TEXT, 
	recorded_at INTEGER NOT NULL, 
	recorded_by TEXT NOT NULL, 
	supersedes INTEGER, 
	reason TEXT, account TEXT, 
	CONSTRAINT pk_event PRIMARY KEY (id), 
	CONSTRAINT ck_event_superseded_with_reason CHECK ((supersedes IS NULL) = (reason IS NULL)), 
	CONSTRAINT ck_event_some_days CHECK (since < until), 
	CONSTRAINT ck_event_named CHECK (coalesce(name_ar, name_fr, name_en) IS NOT NULL), 
	CONSTRAINT uq_event_supersedes UNIQUE (supersedes), 
	CONSTRAINT fk_event_supersedes FOREIGN KEY(supersedes) REFERENCES event (id)
)
 STRICT

;
INSERT INTO "event" VALUES(1,'2025-05-16','2025-05-21','أيام مفتوحة','Portes ouvertes','Open days','made up',NULL,1796003541,'press',NULL,NULL,'open-days');
INSERT INTO "event" VALUES(2,'2025-10-01','2025-10-02',NULL,'Campagne routière',NULL,NULL,NULL,1796003541,'press',NULL,NULL,NULL);
CREATE TABLE failure (
	id INTEGER NOT NULL, 
	visit_id INTEGER NOT NULL, 
	scope TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	until INTEGER, 
	CONSTRAINT pk_failure PRIMARY KEY (id), 
	CONSTRAINT ck_failure_reason_known CHECK (reason IN ('access', 'not_ours', 'missing', 'limit', 'credit', 'ceiling', 'unavailable', 'malformed', 'terms', 'down')), 
	CONSTRAINT fk_failure_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
)
 STRICT

;
INSERT INTO "failure" VALUES(1,9,'account','limit','Asked to wait.',1743595205);
INSERT INTO "failure" VALUES(2,10,'account','unavailable','503',NULL);
INSERT INTO "failure" VALUES(3,23,'views','missing','no views',NULL);
INSERT INTO "failure" VALUES(4,27,'account','access','The token ended.',NULL);
CREATE TABLE letter (
	id INTEGER NOT NULL, 
	week TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	language TEXT NOT NULL, 
	role TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	claims INTEGER NOT NULL, 
	tries INTEGER NOT NULL, 
	enqueued_at INTEGER NOT NULL, 
	next_at INTEGER NOT NULL, 
	claimed_at INTEGER, 
	sent_at INTEGER, 
	detail TEXT, 
	CONSTRAINT pk_letter PRIMARY KEY (id), 
	CONSTRAINT uq_letter_week_recipient_role UNIQUE (week, recipient, role), 
	CONSTRAINT ck_letter_state_known CHECK (state IN ('waiting', 'claimed', 'handing', 'sent', 'unsure', 'failed')), 
	CONSTRAINT ck_letter_claims_not_negative CHECK (claims >= 0), 
	CONSTRAINT ck_letter_tries_not_negative CHECK (tries >= 0), 
	CONSTRAINT ck_letter_sent_when_sent CHECK ((sent_at IS NOT NULL) = (state = 'sent'))
)
 STRICT

;
CREATE TABLE pause (
	scope TEXT NOT NULL, 
	not_before INTEGER, 
	reason TEXT, 
	failures INTEGER NOT NULL, 
	CONSTRAINT pk_pause PRIMARY KEY (scope), 
	CONSTRAINT ck_pause_reason_known CHECK (reason IN ('access', 'not_ours', 'missing', 'limit', 'credit', 'ceiling', 'unavailable', 'malformed', 'terms', 'down')), 
	CONSTRAINT ck_pause_paused_with_reason CHECK ((not_before IS NULL) = (reason IS NULL)), 
	CONSTRAINT ck_pause_failures_not_negative CHECK (failures >= 0)
)
 WITHOUT ROWID,
 STRICT

;
CREATE TABLE post (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	platform_id TEXT, 
	published_at INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	form TEXT, 
	text TEXT, 
	url TEXT, 
	vanished_at INTEGER, 
	CONSTRAINT pk_post PRIMARY KEY (id), 
	CONSTRAINT uq_post_account_id_platform_id UNIQUE (account_id, platform_id), 
	CONSTRAINT ck_post_kind_known CHECK (kind IN ('post', 'reply', 'repost')), 
	CONSTRAINT ck_post_form_known CHECK (form IN ('text', 'link', 'image', 'album', 'video', 'reel')), 
	CONSTRAINT ck_post_only_own_words CHECK (kind = 'post' OR text IS NULL), 
	CONSTRAINT ck_post_vanished_without_text CHECK (vanished_at IS NULL OR text IS NULL), 
	CONSTRAINT fk_post_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 STRICT

;
INSERT INTO "post" VALUES(1,1,'x0',1735552805,'post','image','آخر خبر',NULL,NULL);
INSERT INTO "post" VALUES(2,1,'x1',1736931605,'post','video','خبر عن السلامة الطرقية',NULL,NULL);
INSERT INTO "post" VALUES(3,1,'x2',1741510805,'post','image','حملة حزام السلامة',NULL,NULL);
INSERT INTO "post" VALUES(4,1,'xr1',1741512605,'reply',NULL,NULL,NULL,NULL);
INSERT INTO "post" VALUES(5,1,'xq1',1741513205,'repost',NULL,NULL,NULL,NULL);
INSERT INTO "post" VALUES(6,1,'x3',1742461205,'post','link','Portes ouvertes: « programme »',NULL,NULL);
INSERT INTO "post" VALUES(7,3,'o1',1747472405,'post','image','أهلا بكم في الأبواب المفتوحة',NULL,NULL);
INSERT INTO "post" VALUES(8,2,'e1',1749718805,'post','image','Road safety week',NULL,NULL);
INSERT INTO "post" VALUES(9,4,'f1',1752138005,'post','video','السلامة الطرقية',NULL,NULL);
INSERT INTO "post" VALUES(10,1,'x4',1754125205,'post','text','بلاغ',NULL,NULL);
INSERT INTO "post" VALUES(11,4,'f2',1757494805,'post','image','نداء',NULL,NULL);
CREATE TABLE post_now (
	post_id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	views INTEGER, 
	reach INTEGER, 
	likes INTEGER, 
	comments INTEGER, 
	shares INTEGER, 
	quotes INTEGER, 
	saves INTEGER, 
	CONSTRAINT pk_post_now PRIMARY KEY (post_id), 
	CONSTRAINT ck_post_now_views_not_negative CHECK (views >= 0), 
	CONSTRAINT ck_post_now_reach_not_negative CHECK (reach >= 0), 
	CONSTRAINT ck_post_now_likes_not_negative CHECK (likes >= 0), 
	CONSTRAINT ck_post_now_comments_not_negative CHECK (comments >= 0), 
	CONSTRAINT ck_post_now_shares_not_negative CHECK (shares >= 0), 
	CONSTRAINT ck_post_now_quotes_not_negative CHECK (quotes >= 0), 
	CONSTRAINT ck_post_now_saves_not_negative CHECK (saves >= 0), 
	CONSTRAINT fk_post_now_post_id FOREIGN KEY(post_id) REFERENCES post (id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "post_now" VALUES(1,1735894805,900,NULL,9,1,2,0,1);
INSERT INTO "post_now" VALUES(2,1754128805,19000,NULL,230,4,11,2,3);
INSERT INTO "post_now" VALUES(3,1742119205,9001,NULL,77,1,7,0,NULL);
INSERT INTO "post_now" VALUES(4,1741514405,NULL,NULL,3,NULL,NULL,NULL,NULL);
INSERT INTO "post_now" VALUES(5,1741514405,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "post_now" VALUES(6,1767258005,5100,NULL,33,0,1,0,0);
INSERT INTO "post_now" VALUES(7,1748080805,12345,NULL,456,50,15,3,1);
INSERT INTO "post_now" VALUES(8,1749805205,520,NULL,13,0,1,0,0);
INSERT INTO "post_now" VALUES(9,1752746405,33333,NULL,420,30,12,NULL,NULL);
INSERT INTO "post_now" VALUES(10,1754737205,NULL,NULL,333,2,3,1,0);
INSERT INTO "post_now" VALUES(11,1758103205,NULL,7000,95,8,2,NULL,NULL);
CREATE TABLE post_reading (
	post_id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	views INTEGER, 
	reach INTEGER, 
	likes INTEGER, 
	comments INTEGER, 
	shares INTEGER, 
	quotes INTEGER, 
	saves INTEGER, 
	CONSTRAINT pk_post_reading PRIMARY KEY (post_id, at), 
	CONSTRAINT ck_post_reading_views_not_negative CHECK (views >= 0), 
	CONSTRAINT ck_post_reading_reach_not_negative CHECK (reach >= 0), 
	CONSTRAINT ck_post_reading_likes_not_negative CHECK (likes >= 0), 
	CONSTRAINT ck_post_reading_comments_not_negative CHECK (comments >= 0), 
	CONSTRAINT ck_post_reading_shares_not_negative CHECK (shares >= 0), 
	CONSTRAINT ck_post_reading_quotes_not_negative CHECK (quotes >= 0), 
	CONSTRAINT ck_post_reading_saves_not_negative CHECK (saves >= 0), 
	CONSTRAINT fk_post_reading_post_id FOREIGN KEY(post_id) REFERENCES post (id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "post_reading" VALUES(1,1735894805,900,NULL,9,1,2,0,1);
INSERT INTO "post_reading" VALUES(2,1736935205,1000,NULL,10,4,11,2,3);
INSERT INTO "post_reading" VALUES(2,1737540005,17003,NULL,210,4,11,2,3);
INSERT INTO "post_reading" VALUES(2,1754128805,19000,NULL,230,4,11,2,3);
INSERT INTO "post_reading" VALUES(3,1741514405,800,NULL,12,1,7,0,NULL);
INSERT INTO "post_reading" VALUES(3,1742119205,9001,NULL,77,1,7,0,NULL);
INSERT INTO "post_reading" VALUES(4,1741514405,NULL,NULL,3,NULL,NULL,NULL,NULL);
INSERT INTO "post_reading" VALUES(5,1741514405,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "post_reading" VALUES(6,1742464805,300,NULL,2,0,1,0,0);
INSERT INTO "post_reading" VALUES(6,1743069605,4999,NULL,31,0,1,0,0);
INSERT INTO "post_reading" VALUES(6,1767258005,5100,NULL,33,0,1,0,0);
INSERT INTO "post_reading" VALUES(7,1747476005,900,NULL,50,5,5,0,1);
INSERT INTO "post_reading" VALUES(7,1748080805,12345,NULL,456,50,15,3,1);
INSERT INTO "post_reading" VALUES(8,1749805205,520,NULL,13,0,1,0,0);
INSERT INTO "post_reading" VALUES(9,1752141605,1500,NULL,20,30,12,NULL,NULL);
INSERT INTO "post_reading" VALUES(9,1752746405,33333,NULL,420,30,12,NULL,NULL);
INSERT INTO "post_reading" VALUES(10,1754128805,NULL,NULL,90,2,3,1,0);
INSERT INTO "post_reading" VALUES(10,1754737205,NULL,NULL,333,2,3,1,0);
INSERT INTO "post_reading" VALUES(11,1757498405,NULL,100,5,8,2,NULL,NULL);
INSERT INTO "post_reading" VALUES(11,1758103205,NULL,7000,95,8,2,NULL,NULL);
CREATE TABLE printed_figure (
	id INTEGER NOT NULL, 
	period TEXT NOT NULL, 
	as_of TEXT, 
	account TEXT NOT NULL, 
	metric TEXT NOT NULL, 
	numerator INTEGER NOT NULL, 
	denominator INTEGER NOT NULL, 
	precision TEXT NOT NULL, 
	source TEXT NOT NULL, 
	note TEXT, 
	recorded_at INTEGER NOT NULL, 
	recorded_by TEXT NOT NULL, 
	supersedes INTEGER, 
	reason TEXT, 
	CONSTRAINT pk_printed_figure PRIMARY KEY (id), 
	CONSTRAINT ck_printed_figure_superseded_with_reason CHECK ((supersedes IS NULL) = (reason IS NULL)), 
	CONSTRAINT ck_printed_figure_precision_known CHECK (precision IN ('exact', 'thousand', 'about', 'at_least')), 
	CONSTRAINT ck_printed_figure_denominator_positive CHECK (denominator > 0), 
	CONSTRAINT uq_printed_figure_supersedes UNIQUE (supersedes), 
	CONSTRAINT fk_printed_figure_supersedes FOREIGN KEY(supersedes) REFERENCES printed_figure (id)
)
 STRICT

;
INSERT INTO "printed_figure" VALUES(1,'2024',NULL,'dgsn-facebook','followers',462000,1,'thousand','hasila 2024',NULL,1796003541,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(2,'2024',NULL,'dgsn-instagram','followers',250000,1,'about','hasila 2024',NULL,1796003541,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(3,'2025','2025-12-15','dgsn-x','followers',520000,1,'thousand','hasila 2025','printed before the year''s end',1796003541,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(4,'2025',NULL,'dgsn-instagram','followers',300000,1,'at_least','hasila 2025',NULL,1796003541,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(5,'2025',NULL,'dgsn-instagram','followers_growth_rate',1,5,'about','hasila 2025',NULL,1796003541,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(6,'2025',NULL,'all','followers',1302000,1,'thousand','hasila 2025',NULL,1796003541,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(7,'2025',NULL,'all','views_of_some_posts',50000,1,'at_least','hasila 2025','of several posts',1796003541,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(8,'2024',NULL,'dgsn-facebook','followers',463000,1,'thousand','hasila 2024',NULL,1796003541,'press',1,'a digit was misread');
CREATE TABLE schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "schema_version" VALUES('0005');
CREATE TABLE sealed_year (
	year INTEGER NOT NULL, 
	as_of TEXT NOT NULL, 
	figures TEXT NOT NULL, 
	readings TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	sealed_at INTEGER NOT NULL, 
	sealed_by TEXT NOT NULL, 
	CONSTRAINT pk_sealed_year PRIMARY KEY (year), 
	CONSTRAINT ck_sealed_year_digest_whole CHECK (length(digest) = 64)
)
 STRICT

;
INSERT INTO "sealed_year" VALUES(2024,'2024-12-31','{"activities":{"lines":[{"count":{"as_of":null,"id":"activities/communique/2024","parts":[],"period":{"since":"2024-01-01","span":"year","until":"2025-01-01"},"quantity":{"evidence":"published","high":1100,"low":1100,"precision":"exact","source":"hasila 2024","value":1100},"readings":[]},"in_total":true,"is_comparable":true,"is_whole":true,"kind":"communique","note":"communiques and news","previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/social_post/2024","parts":[],"period":{"since":"2024-01-01","span":"year","until":"2025-01-01"},"quantity":{"evidence":"published","high":626,"low":626,"precision":"exact","source":"hasila 2024","value":626},"readings":[]},"in_total":true,"is_comparable":true,"is_whole":true,"kind":"social_post","note":"x+facebook","previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/violent_content/2024","parts":[],"period":{"since":"2024-01-01","span":"year","until":"2025-01-01"},"quantity":{"evidence":"published","high":300,"low":300,"precision":"exact","source":"hasila 2024","value":300},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"violent_content","note":null,"previous":null,"previous_note":null}],"printed":null,"total":{"as_of":null,"id":"activities/total/2024","parts":["activities/communique/2024","activities/social_post/2024"],"period":null,"quantity":{"evidence":"published","high":1726,"low":1726,"precision":"exact","source":"hasila 2024","value":1726},"readings":[]}},"answered":{"ceiling":18000.0,"count":0,"denials":0,"figures":[],"informed":0,"longest":null,"median":null,"outcomes":[],"rectifications":0,"shortest":null,"timed":0,"views":null,"within":0},"as_of":"2024-12-31","best":[],"breaks":[],"closed_at":"2026-11-30T01:52:21.413177+00:00","corrections":[],"coverage":[{"account":"dgsn-x","days_due":366,"days_kept":1,"figure":{"as_of":null,"id":"completeness/dgsn-x/2024","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[]},"hole":{"reason":null,"since":"2023-12-31T23:00:00+00:00","until":"2024-12-31T20:00:00+00:00"},"slots_due":8784,"slots_kept":1}],"digest":null,"drawn_at":"2026-11-30T01:52:21.413177+00:00","happenings":[],"launches":[],"others":[],"outputs":[{"account":"dgsn-x","by_kind":[["likes",{"counted":0,"figure":null,"posts":1}],["comments",{"counted":0,"figure":null,"posts":1}],["shares",{"counted":0,"figure":null,"posts":1}],["quotes",{"counted":0,"figure":null,"posts":1}],["saves",{"counted":0,"figure":null,"posts":1}]],"forms":[["image",1]],"interactions":{"counted":0,"figure":null,"posts":1},"is_event":false,"months":[{"interactions":null,"posts":null,"since":"2024-01-01","views":null},{"interactions":null,"posts":null,"since":"2024-02-01","views":null},{"interactions":null,"posts":null,"since":"2024-03-01","views":null},{"interactions":null,"posts":null,"since":"2024-04-01","views":null},{"interactions":null,"posts":null,"since":"2024-05-01","views":null},{"interactions":null,"posts":null,"since":"2024-06-01","views":null},{"interactions":null,"posts":null,"since":"2024-07-01","views":null},{"interactions":null,"posts":null,"since":"2024-08-01","views":null},{"interactions":null,"posts":null,"since":"2024-09-01","views":null},{"interactions":null,"posts":null,"since":"2024-10-01","views":null},{"interactions":null,"posts":null,"since":"2024-11-01","views":null},{"interactions":null,"posts":null,"since":"2024-12-01","views":null}],"platform":"x","posts":{"as_of":null,"id":"published/dgsn-x/2024","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[]},"replies":0,"reposts":0,"views":{"counted":0,"figure":null,"posts":1}}],"published":{"interactions":{"counted":0,"figure":null,"posts":1},"posts":{"as_of":null,"id":"published/2024","parts":["published/dgsn-x/2024"],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[]},"views":{"counted":0,"figure":null,"posts":1}},"standings":[{"account":"dgsn-x","beside":null,"closed":null,"difference":null,"falls":[],"growth":null,"is_event":false,"net":null,"opened":null,"platform":"x","previous":null,"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-x/2024","parts":[],"period":null,"quantity":{"evidence":"measured","high":487944,"low":487944,"precision":"exact","source":null,"value":487944},"readings":[{"account":"dgsn-x","at":"2024-12-31T20:00:05+00:00"}]},"without_falls":null},{"account":"dgsn-facebook","beside":null,"closed":null,"difference":null,"falls":[],"growth":null,"is_event":false,"net":null,"opened":null,"platform":"facebook","previous":null,"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-facebook/2024","parts":[],"period":{"since":"2024-01-01","span":"year","until":"2025-01-01"},"quantity":{"evidence":"published","high":462500,"low":461500,"precision":"thousand","source":"hasila 2024","value":462000},"readings":[]},"without_falls":null},{"account":"dgsn-instagram","beside":null,"closed":null,"difference":null,"falls":[],"growth":null,"is_event":false,"net":null,"opened":null,"platform":"instagram","previous":null,"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-instagram/2024","parts":[],"period":{"since":"2024-01-01","span":"year","until":"2025-01-01"},"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"hasila 2024","value":250000},"readings":[]},"without_falls":null}],"topics":[{"interactions":{"counted":0,"figure":null,"posts":1},"posts":{"as_of":null,"id":"topics/news/2024","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[]},"topic":"news","views":{"counted":0,"figure":null,"posts":1}}],"total":{"accounts":["dgsn-x","dgsn-facebook","dgsn-instagram"],"growth":null,"left_out":[],"net":null,"printed":null,"same_accounts":[],"value":{"as_of":null,"id":"total/2024","parts":["followers/dgsn-x/2024","followers/dgsn-facebook/2024","followers/dgsn-instagram/2024"],"period":null,"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"hasila 2024","value":1199944},"readings":[{"account":"dgsn-x","at":"2024-12-31T20:00:05+00:00"}]}},"year":2024}','[["dgsn-x","2024-12-31T20:00:05+00:00"]]','224016035d00bff4cb570a7e8ac06c8ccf93fd48b4ef8ade20258366a13d7ba7',1796003541,'press');
INSERT INTO "sealed_year" VALUES(2025,'2025-12-31','{"activities":{"lines":[{"count":{"as_of":null,"id":"activities/reportage/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":51,"low":51,"precision":"exact","source":"office","value":51},"readings":[]},"in_total":true,"is_comparable":true,"is_whole":false,"kind":"reportage","note":null,"previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/communique/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":1203,"low":1203,"precision":"exact","source":"hasila 2025","value":1203},"readings":[]},"in_total":true,"is_comparable":true,"is_whole":true,"kind":"communique","note":"communiques and news","previous":{"as_of":null,"id":"activities/communique/2024","parts":[],"period":{"since":"2024-01-01","span":"year","until":"2025-01-01"},"quantity":{"evidence":"published","high":1100,"low":1100,"precision":"exact","source":"hasila 2024","value":1100},"readings":[]},"previous_note":"communiques and news"},{"count":{"as_of":null,"id":"activities/press_news/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":null,"low":277,"precision":"at_least","source":"hasila 2025","value":277},"readings":[]},"in_total":true,"is_comparable":true,"is_whole":true,"kind":"press_news","note":null,"previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/social_post/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":538,"low":538,"precision":"exact","source":"hasila 2025","value":538},"readings":[]},"in_total":true,"is_comparable":false,"is_whole":true,"kind":"social_post","note":"all","previous":{"as_of":null,"id":"activities/social_post/2024","parts":[],"period":{"since":"2024-01-01","span":"year","until":"2025-01-01"},"quantity":{"evidence":"published","high":626,"low":626,"precision":"exact","source":"hasila 2024","value":626},"readings":[]},"previous_note":"x+facebook"},{"count":{"as_of":null,"id":"activities/violent_content/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":260,"low":260,"precision":"exact","source":"hasila 2025","value":260},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"violent_content","note":null,"previous":{"as_of":null,"id":"activities/violent_content/2024","parts":[],"period":{"since":"2024-01-01","span":"year","until":"2025-01-01"},"quantity":{"evidence":"published","high":300,"low":300,"precision":"exact","source":"hasila 2024","value":300},"readings":[]},"previous_note":null},{"count":{"as_of":null,"id":"activities/media_request/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":41,"low":41,"precision":"exact","source":"office","value":41},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"media_request","note":null,"previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/media_request_met/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":38,"low":38,"precision":"exact","source":"office","value":38},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"media_request_met","note":null,"previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/media_request_withheld/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":2,"low":2,"precision":"exact","source":"office","value":2},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"media_request_withheld","note":null,"previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/open_days_visitors/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"hasila 2025","value":1150000},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"open_days_visitors","note":null,"previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/schools/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":1816,"low":1816,"precision":"exact","source":"hasila 2025","value":1816},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"schools","note":null,"previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/pupils/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":141241,"low":141241,"precision":"exact","source":"hasila 2025","value":141241},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"pupils","note":null,"previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/live_show/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":7,"low":7,"precision":"exact","source":"office","value":7},"readings":[]},"in_total":true,"is_comparable":true,"is_whole":true,"kind":"live_show","note":null,"previous":null,"previous_note":null}],"printed":{"as_of":null,"id":"printed/activities/total/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"hasila 2025","value":2100},"readings":[]},"total":{"as_of":null,"id":"activities/total/2025","parts":["activities/reportage/2025","activities/communique/2025","activities/press_news/2025","activities/social_post/2025","activities/live_show/2025"],"period":null,"quantity":{"evidence":"published","high":null,"low":2076,"precision":"at_least","source":"office; hasila 2025","value":2076},"readings":[]}},"answered":{"ceiling":18000.0,"count":5,"denials":1,"figures":[{"as_of":null,"id":"statements/noticed","parts":[],"period":null,"quantity":{"evidence":"measured","high":5,"low":5,"precision":"exact","source":null,"value":5},"readings":[]},{"as_of":null,"id":"statements/informed","parts":[],"period":null,"quantity":{"evidence":"measured","high":4,"low":4,"precision":"exact","source":null,"value":4},"readings":[]},{"as_of":null,"id":"statements/denials","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[]},{"as_of":null,"id":"statements/rectifications","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[]},{"as_of":null,"id":"statements/timed","parts":[],"period":null,"quantity":{"evidence":"measured","high":3,"low":3,"precision":"exact","source":null,"value":3},"readings":[]},{"as_of":null,"id":"statements/within","parts":[],"period":null,"quantity":{"evidence":"measured","high":2,"low":2,"precision":"exact","source":null,"value":2},"readings":[]},{"as_of":null,"id":"statements/shortest","parts":[],"period":null,"quantity":{"evidence":"measured","high":1200,"low":1200,"precision":"exact","source":null,"value":1200},"readings":[]},{"as_of":null,"id":"statements/median","parts":[],"period":null,"quantity":{"evidence":"measured","high":5400,"low":5400,"precision":"exact","source":null,"value":5400},"readings":[]},{"as_of":null,"id":"statements/longest","parts":[],"period":null,"quantity":{"evidence":"measured","high":25500,"low":25500,"precision":"exact","source":null,"value":25500},"readings":[]}],"informed":4,"longest":25500.0,"median":5400.0,"outcomes":[["true",2],["fabricated",1],["inaccurate",1],["open",1]],"rectifications":1,"shortest":1200.0,"timed":3,"views":42334,"within":2},"as_of":"2025-12-31","best":[{"account":"dgsn-facebook","age":604800.0,"count":{"as_of":null,"id":"best/1/views","parts":[],"period":null,"quantity":{"evidence":"measured","high":33333,"low":33333,"precision":"exact","source":null,"value":33333},"readings":[{"account":"dgsn-facebook","at":"2025-07-10T10:00:05+00:00"},{"account":"dgsn-facebook","at":"2025-07-17T10:00:05+00:00"}]},"likes":{"as_of":null,"id":"best/1/likes","parts":[],"period":null,"quantity":{"evidence":"measured","high":420,"low":420,"precision":"exact","source":null,"value":420},"readings":[{"account":"dgsn-facebook","at":"2025-07-10T10:00:05+00:00"},{"account":"dgsn-facebook","at":"2025-07-17T10:00:05+00:00"}]},"metric":"views","place":1,"platform":"facebook","published_at":"2025-07-10T09:00:05+00:00"},{"account":"dgsn-x","age":604800.0,"count":{"as_of":null,"id":"best/2/views","parts":[],"period":null,"quantity":{"evidence":"measured","high":17003,"low":17003,"precision":"exact","source":null,"value":17003},"readings":[{"account":"dgsn-x","at":"2025-01-15T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-01-22T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"}]},"likes":{"as_of":null,"id":"best/2/likes","parts":[],"period":null,"quantity":{"evidence":"measured","high":210,"low":210,"precision":"exact","source":null,"value":210},"readings":[{"account":"dgsn-x","at":"2025-01-15T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-01-22T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"}]},"metric":"views","place":2,"platform":"x","published_at":"2025-01-15T09:00:05+00:00"},{"account":"dgsn-x","age":604800.0,"count":{"as_of":null,"id":"best/3/views","parts":[],"period":null,"quantity":{"evidence":"measured","high":9001,"low":9001,"precision":"exact","source":null,"value":9001},"readings":[{"account":"dgsn-x","at":"2025-03-09T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-16T10:00:05+00:00"}]},"likes":{"as_of":null,"id":"best/3/likes","parts":[],"period":null,"quantity":{"evidence":"measured","high":77,"low":77,"precision":"exact","source":null,"value":77},"readings":[{"account":"dgsn-x","at":"2025-03-09T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-16T10:00:05+00:00"}]},"metric":"views","place":3,"platform":"x","published_at":"2025-03-09T09:00:05+00:00"},{"account":"dgsn-x","age":604800.0,"count":{"as_of":null,"id":"best/4/views","parts":[],"period":null,"quantity":{"evidence":"measured","high":4999,"low":4999,"precision":"exact","source":null,"value":4999},"readings":[{"account":"dgsn-x","at":"2025-03-20T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-27T10:00:05+00:00"}]},"likes":{"as_of":null,"id":"best/4/likes","parts":[],"period":null,"quantity":{"evidence":"measured","high":31,"low":31,"precision":"exact","source":null,"value":31},"readings":[{"account":"dgsn-x","at":"2025-03-20T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-27T10:00:05+00:00"}]},"metric":"views","place":4,"platform":"x","published_at":"2025-03-20T09:00:05+00:00"}],"breaks":[{"metrics":["views"],"names":{"ar":"المشاهدات عوض مرات الظهور","en":"views instead of impressions","fr":"vues au lieu des impressions"},"on":"2025-11-15","platform":"facebook","source":"Meta, Pages API changelog, 2025-11-15: post_impressions gave way to post_media_view"},{"metrics":["views"],"names":{"ar":"المشاهدات عوض مرات الظهور","en":"views instead of impressions","fr":"vues au lieu des impressions"},"on":"2025-04-21","platform":"instagram","source":"Meta, Graph API changelog, 2025-04-21: impressions and plays gave way to views"}],"closed_at":"2026-11-30T01:52:21.548528+00:00","corrections":[],"coverage":[{"account":"dgsn-x","days_due":365,"days_kept":11,"figure":{"as_of":null,"id":"completeness/dgsn-x/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":14,"low":14,"precision":"exact","source":null,"value":14},"readings":[]},"hole":{"reason":null,"since":"2025-08-09T12:00:00+00:00","until":"2025-12-31T21:00:00+00:00"},"slots_due":8760,"slots_kept":14},{"account":"dgsn-x-en","days_due":214,"days_kept":4,"figure":{"as_of":null,"id":"completeness/dgsn-x-en/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":4,"low":4,"precision":"exact","source":null,"value":4},"readings":[]},"hole":{"reason":null,"since":"2025-07-01T10:00:00+00:00","until":"2025-12-30T09:00:00+00:00"},"slots_due":5136,"slots_kept":4},{"account":"open-days","days_due":32,"days_kept":2,"figure":{"as_of":null,"id":"completeness/open-days/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":2,"low":2,"precision":"exact","source":null,"value":2},"readings":[]},"hole":{"reason":null,"since":"2025-04-30T23:00:00+00:00","until":"2025-05-17T10:00:00+00:00"},"slots_due":768,"slots_kept":2},{"account":"dgsn-facebook","days_due":365,"days_kept":6,"figure":{"as_of":null,"id":"completeness/dgsn-facebook/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":6,"low":6,"precision":"exact","source":null,"value":6},"readings":[]},"hole":{"reason":null,"since":"2024-12-31T23:00:00+00:00","until":"2025-07-01T09:00:00+00:00"},"slots_due":8760,"slots_kept":6},{"account":"dgsn-instagram","days_due":365,"days_kept":0,"figure":{"as_of":null,"id":"completeness/dgsn-instagram/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":0,"low":0,"precision":"exact","source":null,"value":0},"readings":[]},"hole":{"reason":"access","since":"2024-12-31T23:00:00+00:00","until":"2025-12-31T23:00:00+00:00"},"slots_due":8760,"slots_kept":0}],"digest":null,"drawn_at":"2026-11-30T01:52:21.548528+00:00","happenings":[{"account":"open-days","names":{"ar":"أيام مفتوحة","en":"Open days","fr":"Portes ouvertes"},"since":"2025-05-16","source":"made up","until":"2025-05-21"},{"account":null,"names":{"fr":"Campagne routière"},"since":"2025-10-01","source":null,"until":"2025-10-02"}],"launches":[{"account":"dgsn-x-en","curve":[["2025-06-03",100],["2025-06-13",8800],["2025-07-01",9250],["2025-12-30",12001]],"length":18352805.0,"opened":"2025-06-01","platform":"x","reached":{"as_of":null,"id":"followers/dgsn-x-en/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":12001,"low":12001,"precision":"exact","source":null,"value":12001},"readings":[{"account":"dgsn-x-en","at":"2025-12-30T09:00:05+00:00"}]}},{"account":"open-days","curve":[["2025-05-17",900],["2025-05-24",2100]],"length":2026805.0,"opened":"2025-05-01","platform":"x","reached":{"as_of":null,"id":"followers/open-days/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":2100,"low":2100,"precision":"exact","source":null,"value":2100},"readings":[{"account":"open-days","at":"2025-05-24T10:00:05+00:00"}]}}],"others":[{"account":"all","figure":{"as_of":null,"id":"printed/all/views_of_some_posts/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":null,"low":50000,"precision":"at_least","source":"hasila 2025","value":50000},"readings":[]},"metric":"views_of_some_posts","note":"of several posts"}],"outputs":[{"account":"dgsn-x","by_kind":[["likes",{"counted":4,"figure":{"as_of":null,"id":"published/dgsn-x/2025/likes","parts":[],"period":null,"quantity":{"evidence":"measured","high":671,"low":671,"precision":"exact","source":null,"value":671},"readings":[{"account":"dgsn-x","at":"2025-03-16T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-27T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-09T11:00:05+00:00"}]},"posts":4}],["comments",{"counted":4,"figure":{"as_of":null,"id":"published/dgsn-x/2025/comments","parts":[],"period":null,"quantity":{"evidence":"measured","high":7,"low":7,"precision":"exact","source":null,"value":7},"readings":[{"account":"dgsn-x","at":"2025-03-16T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-27T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-09T11:00:05+00:00"}]},"posts":4}],["shares",{"counted":4,"figure":{"as_of":null,"id":"published/dgsn-x/2025/shares","parts":[],"period":null,"quantity":{"evidence":"measured","high":22,"low":22,"precision":"exact","source":null,"value":22},"readings":[{"account":"dgsn-x","at":"2025-03-16T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-27T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-09T11:00:05+00:00"}]},"posts":4}],["quotes",{"counted":4,"figure":{"as_of":null,"id":"published/dgsn-x/2025/quotes","parts":[],"period":null,"quantity":{"evidence":"measured","high":3,"low":3,"precision":"exact","source":null,"value":3},"readings":[{"account":"dgsn-x","at":"2025-03-16T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-27T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-09T11:00:05+00:00"}]},"posts":4}],["saves",{"counted":3,"figure":{"as_of":null,"id":"published/dgsn-x/2025/saves","parts":[],"period":null,"quantity":{"evidence":"measured","high":3,"low":3,"precision":"exact","source":null,"value":3},"readings":[{"account":"dgsn-x","at":"2025-03-27T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-09T11:00:05+00:00"}]},"posts":4}]],"forms":[["image",1],["link",1],["text",1],["video",1]],"interactions":{"counted":4,"figure":{"as_of":null,"id":"published/dgsn-x/2025/interactions","parts":[],"period":null,"quantity":{"evidence":"measured","high":700,"low":700,"precision":"exact","source":null,"value":700},"readings":[{"account":"dgsn-x","at":"2025-03-16T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-27T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-09T11:00:05+00:00"}]},"posts":4},"is_event":false,"months":[{"interactions":{"evidence":"measured","high":245,"low":245,"precision":"exact","source":null,"value":245},"posts":1,"since":"2025-01-01","views":{"evidence":"measured","high":19000,"low":19000,"precision":"exact","source":null,"value":19000}},{"interactions":null,"posts":0,"since":"2025-02-01","views":null},{"interactions":{"evidence":"measured","high":117,"low":117,"precision":"exact","source":null,"value":117},"posts":2,"since":"2025-03-01","views":{"evidence":"measured","high":14000,"low":14000,"precision":"exact","source":null,"value":14000}},{"interactions":null,"posts":0,"since":"2025-04-01","views":null},{"interactions":null,"posts":0,"since":"2025-05-01","views":null},{"interactions":null,"posts":0,"since":"2025-06-01","views":null},{"interactions":null,"posts":0,"since":"2025-07-01","views":null},{"interactions":{"evidence":"measured","high":338,"low":338,"precision":"exact","source":null,"value":338},"posts":1,"since":"2025-08-01","views":null},{"interactions":null,"posts":0,"since":"2025-09-01","views":null},{"interactions":null,"posts":0,"since":"2025-10-01","views":null},{"interactions":null,"posts":0,"since":"2025-11-01","views":null},{"interactions":null,"posts":0,"since":"2025-12-01","views":null}],"platform":"x","posts":{"as_of":null,"id":"published/dgsn-x/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":4,"low":4,"precision":"exact","source":null,"value":4},"readings":[{"account":"dgsn-x","at":"2025-01-15T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-09T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-20T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"}]},"replies":1,"reposts":1,"views":{"counted":3,"figure":{"as_of":null,"id":"published/dgsn-x/2025/views","parts":[],"period":null,"quantity":{"evidence":"measured","high":33000,"low":33000,"precision":"exact","source":null,"value":33000},"readings":[{"account":"dgsn-x","at":"2025-03-16T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-27T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"}]},"posts":4}},{"account":"dgsn-x-en","by_kind":[["likes",{"counted":1,"figure":{"as_of":null,"id":"published/dgsn-x-en/2025/likes","parts":[],"period":null,"quantity":{"evidence":"measured","high":13,"low":13,"precision":"exact","source":null,"value":13},"readings":[{"account":"dgsn-x-en","at":"2025-06-13T09:00:05+00:00"}]},"posts":1}],["comments",{"counted":1,"figure":{"as_of":null,"id":"published/dgsn-x-en/2025/comments","parts":[],"period":null,"quantity":{"evidence":"measured","high":0,"low":0,"precision":"exact","source":null,"value":0},"readings":[{"account":"dgsn-x-en","at":"2025-06-13T09:00:05+00:00"}]},"posts":1}],["shares",{"counted":1,"figure":{"as_of":null,"id":"published/dgsn-x-en/2025/shares","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[{"account":"dgsn-x-en","at":"2025-06-13T09:00:05+00:00"}]},"posts":1}],["quotes",{"counted":1,"figure":{"as_of":null,"id":"published/dgsn-x-en/2025/quotes","parts":[],"period":null,"quantity":{"evidence":"measured","high":0,"low":0,"precision":"exact","source":null,"value":0},"readings":[{"account":"dgsn-x-en","at":"2025-06-13T09:00:05+00:00"}]},"posts":1}],["saves",{"counted":1,"figure":{"as_of":null,"id":"published/dgsn-x-en/2025/saves","parts":[],"period":null,"quantity":{"evidence":"measured","high":0,"low":0,"precision":"exact","source":null,"value":0},"readings":[{"account":"dgsn-x-en","at":"2025-06-13T09:00:05+00:00"}]},"posts":1}]],"forms":[["image",1]],"interactions":{"counted":1,"figure":{"as_of":null,"id":"published/dgsn-x-en/2025/interactions","parts":[],"period":null,"quantity":{"evidence":"measured","high":14,"low":14,"precision":"exact","source":null,"value":14},"readings":[{"account":"dgsn-x-en","at":"2025-06-13T09:00:05+00:00"}]},"posts":1},"is_event":false,"months":[{"interactions":null,"posts":null,"since":"2025-01-01","views":null},{"interactions":null,"posts":null,"since":"2025-02-01","views":null},{"interactions":null,"posts":null,"since":"2025-03-01","views":null},{"interactions":null,"posts":null,"since":"2025-04-01","views":null},{"interactions":null,"posts":null,"since":"2025-05-01","views":null},{"interactions":null,"posts":null,"since":"2025-06-01","views":null},{"interactions":null,"posts":0,"since":"2025-07-01","views":null},{"interactions":null,"posts":0,"since":"2025-08-01","views":null},{"interactions":null,"posts":0,"since":"2025-09-01","views":null},{"interactions":null,"posts":0,"since":"2025-10-01","views":null},{"interactions":null,"posts":0,"since":"2025-11-01","views":null},{"interactions":null,"posts":0,"since":"2025-12-01","views":null}],"platform":"x","posts":{"as_of":null,"id":"published/dgsn-x-en/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[{"account":"dgsn-x-en","at":"2025-06-13T09:00:05+00:00"}]},"replies":0,"reposts":0,"views":{"counted":1,"figure":{"as_of":null,"id":"published/dgsn-x-en/2025/views","parts":[],"period":null,"quantity":{"evidence":"measured","high":520,"low":520,"precision":"exact","source":null,"value":520},"readings":[{"account":"dgsn-x-en","at":"2025-06-13T09:00:05+00:00"}]},"posts":1}},{"account":"open-days","by_kind":[["likes",{"counted":1,"figure":{"as_of":null,"id":"published/open-days/2025/likes","parts":[],"period":null,"quantity":{"evidence":"measured","high":456,"low":456,"precision":"exact","source":null,"value":456},"readings":[{"account":"open-days","at":"2025-05-24T10:00:05+00:00"}]},"posts":1}],["comments",{"counted":1,"figure":{"as_of":null,"id":"published/open-days/2025/comments","parts":[],"period":null,"quantity":{"evidence":"measured","high":50,"low":50,"precision":"exact","source":null,"value":50},"readings":[{"account":"open-days","at":"2025-05-24T10:00:05+00:00"}]},"posts":1}],["shares",{"counted":1,"figure":{"as_of":null,"id":"published/open-days/2025/shares","parts":[],"period":null,"quantity":{"evidence":"measured","high":15,"low":15,"precision":"exact","source":null,"value":15},"readings":[{"account":"open-days","at":"2025-05-24T10:00:05+00:00"}]},"posts":1}],["quotes",{"counted":1,"figure":{"as_of":null,"id":"published/open-days/2025/quotes","parts":[],"period":null,"quantity":{"evidence":"measured","high":3,"low":3,"precision":"exact","source":null,"value":3},"readings":[{"account":"open-days","at":"2025-05-24T10:00:05+00:00"}]},"posts":1}],["saves",{"counted":1,"figure":{"as_of":null,"id":"published/open-days/2025/saves","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[{"account":"open-days","at":"2025-05-24T10:00:05+00:00"}]},"posts":1}]],"forms":[["image",1]],"interactions":{"counted":1,"figure":{"as_of":null,"id":"published/open-days/2025/interactions","parts":[],"period":null,"quantity":{"evidence":"measured","high":521,"low":521,"precision":"exact","source":null,"value":521},"readings":[{"account":"open-days","at":"2025-05-24T10:00:05+00:00"}]},"posts":1},"is_event":true,"months":[{"interactions":null,"posts":null,"since":"2025-01-01","views":null},{"interactions":null,"posts":null,"since":"2025-02-01","views":null},{"interactions":null,"posts":null,"since":"2025-03-01","views":null},{"interactions":null,"posts":null,"since":"2025-04-01","views":null},{"interactions":null,"posts":null,"since":"2025-05-01","views":null},{"interactions":null,"posts":0,"since":"2025-06-01","views":null},{"interactions":null,"posts":0,"since":"2025-07-01","views":null},{"interactions":null,"posts":0,"since":"2025-08-01","views":null},{"interactions":null,"posts":0,"since":"2025-09-01","views":null},{"interactions":null,"posts":0,"since":"2025-10-01","views":null},{"interactions":null,"posts":0,"since":"2025-11-01","views":null},{"interactions":null,"posts":0,"since":"2025-12-01","views":null}],"platform":"x","posts":{"as_of":null,"id":"published/open-days/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[{"account":"open-days","at":"2025-05-17T10:00:05+00:00"}]},"replies":0,"reposts":0,"views":{"counted":1,"figure":{"as_of":null,"id":"published/open-days/2025/views","parts":[],"period":null,"quantity":{"evidence":"measured","high":12345,"low":12345,"precision":"exact","source":null,"value":12345},"readings":[{"account":"open-days","at":"2025-05-24T10:00:05+00:00"}]},"posts":1}},{"account":"dgsn-facebook","by_kind":[["likes",{"counted":2,"figure":{"as_of":null,"id":"published/dgsn-facebook/2025/likes","parts":[],"period":null,"quantity":{"evidence":"measured","high":515,"low":515,"precision":"exact","source":null,"value":515},"readings":[{"account":"dgsn-facebook","at":"2025-07-17T10:00:05+00:00"},{"account":"dgsn-facebook","at":"2025-09-17T10:00:05+00:00"}]},"posts":2}],["comments",{"counted":2,"figure":{"as_of":null,"id":"published/dgsn-facebook/2025/comments","parts":[],"period":null,"quantity":{"evidence":"measured","high":38,"low":38,"precision":"exact","source":null,"value":38},"readings":[{"account":"dgsn-facebook","at":"2025-07-17T10:00:05+00:00"},{"account":"dgsn-facebook","at":"2025-09-17T10:00:05+00:00"}]},"posts":2}],["shares",{"counted":2,"figure":{"as_of":null,"id":"published/dgsn-facebook/2025/shares","parts":[],"period":null,"quantity":{"evidence":"measured","high":14,"low":14,"precision":"exact","source":null,"value":14},"readings":[{"account":"dgsn-facebook","at":"2025-07-17T10:00:05+00:00"},{"account":"dgsn-facebook","at":"2025-09-17T10:00:05+00:00"}]},"posts":2}]],"forms":[["image",1],["video",1]],"interactions":{"counted":2,"figure":{"as_of":null,"id":"published/dgsn-facebook/2025/interactions","parts":[],"period":null,"quantity":{"evidence":"measured","high":567,"low":567,"precision":"exact","source":null,"value":567},"readings":[{"account":"dgsn-facebook","at":"2025-07-17T10:00:05+00:00"},{"account":"dgsn-facebook","at":"2025-09-17T10:00:05+00:00"}]},"posts":2},"is_event":false,"months":[{"interactions":null,"posts":null,"since":"2025-01-01","views":null},{"interactions":null,"posts":null,"since":"2025-02-01","views":null},{"interactions":null,"posts":null,"since":"2025-03-01","views":null},{"interactions":null,"posts":null,"since":"2025-04-01","views":null},{"interactions":null,"posts":null,"since":"2025-05-01","views":null},{"interactions":null,"posts":null,"since":"2025-06-01","views":null},{"interactions":null,"posts":null,"since":"2025-07-01","views":null},{"interactions":null,"posts":0,"since":"2025-08-01","views":null},{"interactions":{"evidence":"measured","high":105,"low":105,"precision":"exact","source":null,"value":105},"posts":1,"since":"2025-09-01","views":null},{"interactions":null,"posts":0,"since":"2025-10-01","views":null},{"interactions":null,"posts":0,"since":"2025-11-01","views":null},{"interactions":null,"posts":0,"since":"2025-12-01","views":null}],"platform":"facebook","posts":{"as_of":null,"id":"published/dgsn-facebook/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":2,"low":2,"precision":"exact","source":null,"value":2},"readings":[{"account":"dgsn-facebook","at":"2025-07-10T10:00:05+00:00"},{"account":"dgsn-facebook","at":"2025-09-10T10:00:05+00:00"}]},"replies":0,"reposts":0,"views":{"counted":1,"figure":{"as_of":null,"id":"published/dgsn-facebook/2025/views","parts":[],"period":null,"quantity":{"evidence":"measured","high":33333,"low":33333,"precision":"exact","source":null,"value":33333},"readings":[{"account":"dgsn-facebook","at":"2025-07-17T10:00:05+00:00"}]},"posts":2}},{"account":"dgsn-instagram","by_kind":[["likes",{"counted":0,"figure":null,"posts":0}],["comments",{"counted":0,"figure":null,"posts":0}],["shares",{"counted":0,"figure":null,"posts":0}],["saves",{"counted":0,"figure":null,"posts":0}]],"forms":[],"interactions":{"counted":0,"figure":null,"posts":0},"is_event":false,"months":[{"interactions":null,"posts":null,"since":"2025-01-01","views":null},{"interactions":null,"posts":null,"since":"2025-02-01","views":null},{"interactions":null,"posts":null,"since":"2025-03-01","views":null},{"interactions":null,"posts":null,"since":"2025-04-01","views":null},{"interactions":null,"posts":null,"since":"2025-05-01","views":null},{"interactions":null,"posts":null,"since":"2025-06-01","views":null},{"interactions":null,"posts":null,"since":"2025-07-01","views":null},{"interactions":null,"posts":null,"since":"2025-08-01","views":null},{"interactions":null,"posts":null,"since":"2025-09-01","views":null},{"interactions":null,"posts":null,"since":"2025-10-01","views":null},{"interactions":null,"posts":null,"since":"2025-11-01","views":null},{"interactions":null,"posts":null,"since":"2025-12-01","views":null}],"platform":"instagram","posts":{"as_of":null,"id":"published/dgsn-instagram/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":0,"low":0,"precision":"exact","source":null,"value":0},"readings":[]},"replies":0,"reposts":0,"views":{"counted":0,"figure":null,"posts":0}}],"published":{"interactions":{"counted":7,"figure":{"as_of":null,"id":"published/2025/interactions","parts":["published/dgsn-x/2025/interactions","published/dgsn-x-en/2025/interactions","published/dgsn-facebook/2025/interactions"],"period":null,"quantity":{"evidence":"measured","high":1281,"low":1281,"precision":"exact","source":null,"value":1281},"readings":[]},"posts":7},"posts":{"as_of":null,"id":"published/2025","parts":["published/dgsn-x/2025","published/dgsn-x-en/2025","published/dgsn-facebook/2025","published/dgsn-instagram/2025"],"period":null,"quantity":{"evidence":"measured","high":7,"low":7,"precision":"exact","source":null,"value":7},"readings":[]},"views":{"counted":5,"figure":{"as_of":null,"id":"published/2025/views","parts":["published/dgsn-x/2025/views","published/dgsn-x-en/2025/views","published/dgsn-facebook/2025/views"],"period":null,"quantity":{"evidence":"measured","high":66853,"low":66853,"precision":"exact","source":null,"value":66853},"readings":[]},"posts":7}},"standings":[{"account":"dgsn-x","beside":{"as_of":"2025-12-15","id":"printed/dgsn-x/followers/2025/2025-12-15","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":520500,"low":519500,"precision":"thousand","source":"hasila 2025","value":520000},"readings":[]},"closed":null,"difference":{"evidence":"published","high":-837,"low":-1837,"precision":"about","source":"hasila 2025","value":-1337},"falls":[{"after":490000,"at":"2025-04-20T10:00:05+00:00","before":503000,"is_suspect":false,"since":"2025-04-20T09:00:05+00:00"}],"growth":{"as_of":null,"id":"followers/dgsn-x/2025/growth","parts":["followers/dgsn-x/2024","followers/dgsn-x/2025"],"period":null,"quantity":{"evidence":"measured","high":"11131/162648","low":"11131/162648","precision":"exact","source":null,"value":"11131/162648"},"readings":[{"account":"dgsn-x","at":"2024-12-31T20:00:05+00:00"},{"account":"dgsn-x","at":"2025-12-31T21:30:05+00:00"}]},"is_event":false,"net":{"as_of":null,"id":"followers/dgsn-x/2025/net","parts":["followers/dgsn-x/2024","followers/dgsn-x/2025"],"period":null,"quantity":{"evidence":"measured","high":33393,"low":33393,"precision":"exact","source":null,"value":33393},"readings":[{"account":"dgsn-x","at":"2024-12-31T20:00:05+00:00"},{"account":"dgsn-x","at":"2025-12-31T21:30:05+00:00"}]},"opened":null,"platform":"x","previous":{"as_of":null,"id":"followers/dgsn-x/2024","parts":[],"period":null,"quantity":{"evidence":"measured","high":487944,"low":487944,"precision":"exact","source":null,"value":487944},"readings":[{"account":"dgsn-x","at":"2024-12-31T20:00:05+00:00"}]},"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-x/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":521337,"low":521337,"precision":"exact","source":null,"value":521337},"readings":[{"account":"dgsn-x","at":"2025-12-31T21:30:05+00:00"}]},"without_falls":{"as_of":null,"id":"followers/dgsn-x/2025/net_without_falls","parts":["followers/dgsn-x/2024","followers/dgsn-x/2025"],"period":null,"quantity":{"evidence":"measured","high":46393,"low":46393,"precision":"exact","source":null,"value":46393},"readings":[{"account":"dgsn-x","at":"2024-12-31T20:00:05+00:00"},{"account":"dgsn-x","at":"2025-12-31T21:30:05+00:00"}]}},{"account":"dgsn-x-en","beside":null,"closed":null,"difference":null,"falls":[],"growth":null,"is_event":false,"net":null,"opened":"2025-06-01","platform":"x","previous":null,"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-x-en/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":12001,"low":12001,"precision":"exact","source":null,"value":12001},"readings":[{"account":"dgsn-x-en","at":"2025-12-30T09:00:05+00:00"}]},"without_falls":null},{"account":"open-days","beside":null,"closed":"2025-06-01","difference":null,"falls":[],"growth":null,"is_event":true,"net":null,"opened":"2025-05-01","platform":"x","previous":null,"printed_rate":null,"value":{"as_of":null,"id":"followers/open-days/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":2100,"low":2100,"precision":"exact","source":null,"value":2100},"readings":[{"account":"open-days","at":"2025-05-24T10:00:05+00:00"}]},"without_falls":null},{"account":"dgsn-facebook","beside":null,"closed":null,"difference":null,"falls":[],"growth":{"as_of":null,"id":"followers/dgsn-facebook/2025/growth","parts":["followers/dgsn-facebook/2024","followers/dgsn-facebook/2025"],"period":null,"quantity":{"evidence":"published","high":"79/1846","low":"3/74","precision":"about","source":"hasila 2024","value":"1/24"},"readings":[{"account":"dgsn-facebook","at":"2025-12-29T10:00:05+00:00"}]},"is_event":false,"net":{"as_of":null,"id":"followers/dgsn-facebook/2025/net","parts":["followers/dgsn-facebook/2024","followers/dgsn-facebook/2025"],"period":null,"quantity":{"evidence":"published","high":19750,"low":18750,"precision":"about","source":"hasila 2024","value":19250},"readings":[{"account":"dgsn-facebook","at":"2025-12-29T10:00:05+00:00"}]},"opened":null,"platform":"facebook","previous":{"as_of":null,"id":"followers/dgsn-facebook/2024","parts":[],"period":{"since":"2024-01-01","span":"year","until":"2025-01-01"},"quantity":{"evidence":"published","high":462500,"low":461500,"precision":"thousand","source":"hasila 2024","value":462000},"readings":[]},"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-facebook/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":481250,"low":481250,"precision":"exact","source":null,"value":481250},"readings":[{"account":"dgsn-facebook","at":"2025-12-29T10:00:05+00:00"}]},"without_falls":null},{"account":"dgsn-instagram","beside":null,"closed":null,"difference":null,"falls":[],"growth":{"as_of":null,"id":"followers/dgsn-instagram/2025/growth","parts":["followers/dgsn-instagram/2024","followers/dgsn-instagram/2025"],"period":null,"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"hasila 2025; hasila 2024","value":"1/5"},"readings":[]},"is_event":false,"net":{"as_of":null,"id":"followers/dgsn-instagram/2025/net","parts":["followers/dgsn-instagram/2024","followers/dgsn-instagram/2025"],"period":null,"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"hasila 2025; hasila 2024","value":50000},"readings":[]},"opened":null,"platform":"instagram","previous":{"as_of":null,"id":"followers/dgsn-instagram/2024","parts":[],"period":{"since":"2024-01-01","span":"year","until":"2025-01-01"},"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"hasila 2024","value":250000},"readings":[]},"printed_rate":{"as_of":null,"id":"printed/dgsn-instagram/followers_growth_rate/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"hasila 2025","value":"1/5"},"readings":[]},"value":{"as_of":null,"id":"followers/dgsn-instagram/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":null,"low":300000,"precision":"at_least","source":"hasila 2025","value":300000},"readings":[]},"without_falls":null}],"topics":[{"interactions":{"counted":4,"figure":{"as_of":null,"id":"topics/road_safety/2025/interactions","parts":[],"period":null,"quantity":{"evidence":"measured","high":806,"low":806,"precision":"exact","source":null,"value":806},"readings":[{"account":"dgsn-facebook","at":"2025-07-17T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-16T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"},{"account":"dgsn-x-en","at":"2025-06-13T09:00:05+00:00"}]},"posts":4},"posts":{"as_of":null,"id":"topics/road_safety/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":4,"low":4,"precision":"exact","source":null,"value":4},"readings":[{"account":"dgsn-facebook","at":"2025-07-10T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-01-15T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-09T10:00:05+00:00"},{"account":"dgsn-x-en","at":"2025-06-13T09:00:05+00:00"}]},"topic":"road_safety","views":{"counted":4,"figure":{"as_of":null,"id":"topics/road_safety/2025/views","parts":[],"period":null,"quantity":{"evidence":"measured","high":61854,"low":61854,"precision":"exact","source":null,"value":61854},"readings":[{"account":"dgsn-facebook","at":"2025-07-17T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-03-16T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"},{"account":"dgsn-x-en","at":"2025-06-13T09:00:05+00:00"}]},"posts":4}},{"interactions":{"counted":2,"figure":{"as_of":null,"id":"topics/news/2025/interactions","parts":[],"period":null,"quantity":{"evidence":"measured","high":583,"low":583,"precision":"exact","source":null,"value":583},"readings":[{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-09T11:00:05+00:00"}]},"posts":2},"posts":{"as_of":null,"id":"topics/news/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":2,"low":2,"precision":"exact","source":null,"value":2},"readings":[{"account":"dgsn-x","at":"2025-01-15T10:00:05+00:00"},{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"}]},"topic":"news","views":{"counted":1,"figure":{"as_of":null,"id":"topics/news/2025/views","parts":[],"period":null,"quantity":{"evidence":"measured","high":19000,"low":19000,"precision":"exact","source":null,"value":19000},"readings":[{"account":"dgsn-x","at":"2025-08-02T10:00:05+00:00"}]},"posts":2}},{"interactions":{"counted":1,"figure":{"as_of":null,"id":"topics/open_days/2025/interactions","parts":[],"period":null,"quantity":{"evidence":"measured","high":32,"low":32,"precision":"exact","source":null,"value":32},"readings":[{"account":"dgsn-x","at":"2025-03-27T10:00:05+00:00"}]},"posts":1},"posts":{"as_of":null,"id":"topics/open_days/2025","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[{"account":"dgsn-x","at":"2025-03-20T10:00:05+00:00"}]},"topic":"open_days","views":{"counted":1,"figure":{"as_of":null,"id":"topics/open_days/2025/views","parts":[],"period":null,"quantity":{"evidence":"measured","high":4999,"low":4999,"precision":"exact","source":null,"value":4999},"readings":[{"account":"dgsn-x","at":"2025-03-27T10:00:05+00:00"}]},"posts":1}}],"total":{"accounts":["dgsn-x","dgsn-x-en","dgsn-facebook","dgsn-instagram"],"growth":{"as_of":null,"id":"total/2025/growth","parts":["followers/dgsn-x/2024","followers/dgsn-x/2025","followers/dgsn-facebook/2024","followers/dgsn-facebook/2025","followers/dgsn-instagram/2024","followers/dgsn-instagram/2025"],"period":null,"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"hasila 2025; hasila 2024","value":"102643/1199944"},"readings":[{"account":"dgsn-x","at":"2024-12-31T20:00:05+00:00"},{"account":"dgsn-x","at":"2025-12-31T21:30:05+00:00"},{"account":"dgsn-facebook","at":"2025-12-29T10:00:05+00:00"}]},"left_out":[],"net":{"as_of":null,"id":"total/2025/net","parts":["followers/dgsn-x/2024","followers/dgsn-x/2025","followers/dgsn-facebook/2024","followers/dgsn-facebook/2025","followers/dgsn-instagram/2024","followers/dgsn-instagram/2025"],"period":null,"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"hasila 2025; hasila 2024","value":102643},"readings":[{"account":"dgsn-x","at":"2024-12-31T20:00:05+00:00"},{"account":"dgsn-x","at":"2025-12-31T21:30:05+00:00"},{"account":"dgsn-facebook","at":"2025-12-29T10:00:05+00:00"}]},"printed":{"as_of":null,"id":"printed/all/followers/2025","parts":[],"period":{"since":"2025-01-01","span":"year","until":"2026-01-01"},"quantity":{"evidence":"published","high":1302500,"low":1301500,"precision":"thousand","source":"hasila 2025","value":1302000},"readings":[]},"same_accounts":["dgsn-x","dgsn-facebook","dgsn-instagram"],"value":{"as_of":null,"id":"total/2025","parts":["followers/dgsn-x/2025","followers/dgsn-x-en/2025","followers/dgsn-facebook/2025","followers/dgsn-instagram/2025"],"period":null,"quantity":{"evidence":"published","high":null,"low":1314588,"precision":"at_least","source":"hasila 2025","value":1314588},"readings":[{"account":"dgsn-x","at":"2025-12-31T21:30:05+00:00"},{"account":"dgsn-x-en","at":"2025-12-30T09:00:05+00:00"},{"account":"dgsn-facebook","at":"2025-12-29T10:00:05+00:00"}]}},"year":2025}','[["dgsn-facebook","2025-07-10T10:00:05+00:00"],["dgsn-facebook","2025-07-17T10:00:05+00:00"],["dgsn-facebook","2025-09-10T10:00:05+00:00"],["dgsn-facebook","2025-09-17T10:00:05+00:00"],["dgsn-facebook","2025-12-29T10:00:05+00:00"],["dgsn-x","2024-12-31T20:00:05+00:00"],["dgsn-x","2025-01-15T10:00:05+00:00"],["dgsn-x","2025-01-22T10:00:05+00:00"],["dgsn-x","2025-03-09T10:00:05+00:00"],["dgsn-x","2025-03-16T10:00:05+00:00"],["dgsn-x","2025-03-20T10:00:05+00:00"],["dgsn-x","2025-03-27T10:00:05+00:00"],["dgsn-x","2025-08-02T10:00:05+00:00"],["dgsn-x","2025-08-09T11:00:05+00:00"],["dgsn-x","2025-12-31T21:30:05+00:00"],["dgsn-x-en","2025-06-13T09:00:05+00:00"],["dgsn-x-en","2025-12-30T09:00:05+00:00"],["open-days","2025-05-17T10:00:05+00:00"],["open-days","2025-05-24T10:00:05+00:00"]]','9b35a5df13fa21da8e1298ae738290e81e41283869a7221be797e5207a0d3029',1796003541,'press');
CREATE TABLE slot (
	account_id INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	outcome TEXT NOT NULL, 
	reason TEXT, 
	CONSTRAINT pk_slot PRIMARY KEY (account_id, start), 
	CONSTRAINT ck_slot_outcome_known CHECK (outcome IN ('ok', 'partial', 'failed', 'missed')), 
	CONSTRAINT ck_slot_reason_known CHECK (reason IN ('access', 'not_ours', 'missing', 'limit', 'credit', 'ceiling', 'unavailable', 'malformed', 'terms', 'down')), 
	CONSTRAINT fk_slot_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "slot" VALUES(1,1735675200,'ok',NULL);
INSERT INTO "slot" VALUES(1,1735894800,'ok',NULL);
INSERT INTO "slot" VALUES(1,1736935200,'ok',NULL);
INSERT INTO "slot" VALUES(1,1737540000,'ok',NULL);
INSERT INTO "slot" VALUES(1,1741514400,'ok',NULL);
INSERT INTO "slot" VALUES(1,1742119200,'ok',NULL);
INSERT INTO "slot" VALUES(1,1742464800,'ok',NULL);
INSERT INTO "slot" VALUES(1,1743069600,'ok',NULL);
INSERT INTO "slot" VALUES(1,1743584400,'failed','limit');
INSERT INTO "slot" VALUES(1,1743670800,'failed','unavailable');
INSERT INTO "slot" VALUES(1,1745139600,'ok',NULL);
INSERT INTO "slot" VALUES(1,1745143200,'ok',NULL);
INSERT INTO "slot" VALUES(1,1745146800,'ok',NULL);
INSERT INTO "slot" VALUES(1,1745150400,'ok',NULL);
INSERT INTO "slot" VALUES(1,1754128800,'partial',NULL);
INSERT INTO "slot" VALUES(1,1754737200,'ok',NULL);
INSERT INTO "slot" VALUES(1,1767214800,'ok',NULL);
INSERT INTO "slot" VALUES(1,1767258000,'ok',NULL);
INSERT INTO "slot" VALUES(2,1748941200,'ok',NULL);
INSERT INTO "slot" VALUES(2,1749805200,'ok',NULL);
INSERT INTO "slot" VALUES(2,1751360400,'ok',NULL);
INSERT INTO "slot" VALUES(2,1767085200,'ok',NULL);
INSERT INTO "slot" VALUES(3,1747476000,'ok',NULL);
INSERT INTO "slot" VALUES(3,1748080800,'ok',NULL);
INSERT INTO "slot" VALUES(4,1751360400,'ok',NULL);
INSERT INTO "slot" VALUES(4,1752141600,'ok',NULL);
INSERT INTO "slot" VALUES(4,1752746400,'ok',NULL);
INSERT INTO "slot" VALUES(4,1757498400,'ok',NULL);
INSERT INTO "slot" VALUES(4,1758103200,'ok',NULL);
INSERT INTO "slot" VALUES(4,1767002400,'ok',NULL);
INSERT INTO "slot" VALUES(4,1767211200,'ok',NULL);
INSERT INTO "slot" VALUES(5,1759309200,'failed','access');
CREATE TABLE spend (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	reserved_micro_usd INTEGER NOT NULL, 
	settled_micro_usd INTEGER, 
	resource TEXT, 
	CONSTRAINT pk_spend PRIMARY KEY (id), 
	CONSTRAINT ck_spend_reserved_micro_usd_not_negative CHECK (reserved_micro_usd >= 0), 
	CONSTRAINT ck_spend_settled_micro_usd_not_negative CHECK (settled_micro_usd >= 0), 
	CONSTRAINT fk_spend_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 STRICT

;
CREATE TABLE statement (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	noticed_at INTEGER, 
	noticed_on TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	note TEXT, 
	recorded_at INTEGER NOT NULL, 
	recorded_by TEXT NOT NULL, 
	supersedes INTEGER, 
	reason TEXT, 
	CONSTRAINT pk_statement PRIMARY KEY (id), 
	CONSTRAINT ck_statement_superseded_with_reason CHECK ((supersedes IS NULL) = (reason IS NULL)), 
	CONSTRAINT ck_statement_outcome_known CHECK (outcome IN ('true', 'fabricated', 'inaccurate', 'open')), 
	CONSTRAINT ck_statement_answer_known CHECK (answer IN ('communique', 'denial', 'rectification', 'none')), 
	CONSTRAINT uq_statement_supersedes UNIQUE (supersedes), 
	CONSTRAINT fk_statement_supersedes FOREIGN KEY(supersedes) REFERENCES statement (id)
)
 STRICT

;
INSERT INTO "statement" VALUES(1,'2025/1',1741507800,'2025-03-09','fabricated','denial',NULL,1796003541,'press',NULL,NULL);
INSERT INTO "statement" VALUES(2,'2025/2',1752127200,'2025-07-10','inaccurate','rectification',NULL,1796003541,'press',NULL,NULL);
INSERT INTO "statement" VALUES(3,'2025/3',NULL,'2025-09-20','true','communique',NULL,1796003541,'press',NULL,NULL);
INSERT INTO "statement" VALUES(4,'2025/4',1762088400,'2025-11-02','open','none',NULL,1796003541,'press',NULL,NULL);
INSERT INTO "statement" VALUES(5,'2025/5',1762174800,'2025-11-03','true','communique',NULL,1796003541,'press',NULL,NULL);
INSERT INTO "statement" VALUES(6,'2025/4',1762088400,'2025-11-02','fabricated','denial',NULL,1796003541,'press',4,'it was a denial');
CREATE TABLE statement_informed (
	statement_id INTEGER NOT NULL, 
	channel TEXT NOT NULL, 
	day TEXT, 
	at INTEGER, 
	CONSTRAINT pk_statement_informed PRIMARY KEY (statement_id, channel), 
	CONSTRAINT ck_statement_informed_some_time CHECK (day IS NOT NULL OR at IS NOT NULL), 
	CONSTRAINT fk_statement_informed_statement_id FOREIGN KEY(statement_id) REFERENCES statement (id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "statement_informed" VALUES(1,'x','2025-03-09',1741513200);
INSERT INTO "statement_informed" VALUES(2,'facebook','2025-07-10',1752152700);
INSERT INTO "statement_informed" VALUES(3,'press','2025-09-20',NULL);
INSERT INTO "statement_informed" VALUES(5,'x','2025-11-03',1762176000);
INSERT INTO "statement_informed" VALUES(6,'x','2025-11-02',1762111020);
CREATE TABLE statement_post (
	statement_id INTEGER NOT NULL, 
	post_id INTEGER NOT NULL, 
	CONSTRAINT pk_statement_post PRIMARY KEY (statement_id, post_id), 
	CONSTRAINT fk_statement_post_statement_id FOREIGN KEY(statement_id) REFERENCES statement (id), 
	CONSTRAINT fk_statement_post_post_id FOREIGN KEY(post_id) REFERENCES post (id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "statement_post" VALUES(1,3);
INSERT INTO "statement_post" VALUES(2,9);
CREATE TABLE topic (
	post_id INTEGER NOT NULL, 
	topic TEXT NOT NULL, 
	given_by TEXT NOT NULL, 
	is_off INTEGER NOT NULL, 
	who TEXT, 
	at INTEGER NOT NULL, 
	CONSTRAINT pk_topic PRIMARY KEY (post_id, topic), 
	CONSTRAINT ck_topic_given_by_known CHECK (given_by IN ('rule', 'hand')), 
	CONSTRAINT ck_topic_is_off_known CHECK (is_off IN (0, 1)), 
	CONSTRAINT ck_topic_off_by_hand CHECK (is_off = 0 OR given_by = 'hand'), 
	CONSTRAINT ck_topic_hand_named CHECK ((who IS NOT NULL) = (given_by = 'hand')), 
	CONSTRAINT fk_topic_post_id FOREIGN KEY(post_id) REFERENCES post (id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "topic" VALUES(1,'news','rule',0,NULL,1767344405);
INSERT INTO "topic" VALUES(2,'news','rule',0,NULL,1767344405);
INSERT INTO "topic" VALUES(2,'road_safety','rule',0,NULL,1767344405);
INSERT INTO "topic" VALUES(3,'road_safety','rule',0,NULL,1767344405);
INSERT INTO "topic" VALUES(6,'open_days','hand',0,'press',1796003541);
INSERT INTO "topic" VALUES(8,'road_safety','rule',0,NULL,1767344405);
INSERT INTO "topic" VALUES(9,'road_safety','rule',0,NULL,1767344405);
INSERT INTO "topic" VALUES(10,'news','hand',0,'press',1796003541);
CREATE TABLE visit (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	outcome TEXT NOT NULL, 
	requests INTEGER NOT NULL, 
	cost_micro_usd INTEGER NOT NULL, 
	CONSTRAINT pk_visit PRIMARY KEY (id), 
	CONSTRAINT uq_visit_account_id_at UNIQUE (account_id, at), 
	CONSTRAINT ck_visit_outcome_known CHECK (outcome IN ('ok', 'partial', 'failed')), 
	CONSTRAINT ck_visit_requests_not_negative CHECK (requests >= 0), 
	CONSTRAINT ck_visit_cost_micro_usd_not_negative CHECK (cost_micro_usd >= 0), 
	CONSTRAINT fk_visit_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 STRICT

;
INSERT INTO "visit" VALUES(1,1,1735675205,'ok',2,15000);
INSERT INTO "visit" VALUES(2,1,1735894805,'ok',2,15000);
INSERT INTO "visit" VALUES(3,1,1736935205,'ok',2,15000);
INSERT INTO "visit" VALUES(4,1,1737540005,'ok',2,15000);
INSERT INTO "visit" VALUES(5,1,1741514405,'ok',2,15000);
INSERT INTO "visit" VALUES(6,1,1742119205,'ok',2,15000);
INSERT INTO "visit" VALUES(7,1,1742464805,'ok',2,15000);
INSERT INTO "visit" VALUES(8,1,1743069605,'ok',2,15000);
INSERT INTO "visit" VALUES(9,1,1743584405,'failed',1,0);
INSERT INTO "visit" VALUES(10,1,1743670805,'failed',1,0);
INSERT INTO "visit" VALUES(11,1,1745139605,'ok',2,15000);
INSERT INTO "visit" VALUES(12,1,1745143205,'ok',2,15000);
INSERT INTO "visit" VALUES(13,1,1745146805,'ok',2,15000);
INSERT INTO "visit" VALUES(14,1,1745150405,'ok',2,15000);
INSERT INTO "visit" VALUES(15,3,1747476005,'ok',2,15000);
INSERT INTO "visit" VALUES(16,3,1748080805,'ok',2,15000);
INSERT INTO "visit" VALUES(17,2,1748941205,'ok',2,15000);
INSERT INTO "visit" VALUES(18,2,1749805205,'ok',2,15000);
INSERT INTO "visit" VALUES(19,2,1751360405,'ok',2,15000);
INSERT INTO "visit" VALUES(20,4,1751360405,'ok',2,0);
INSERT INTO "visit" VALUES(21,4,1752141605,'ok',2,0);
INSERT INTO "visit" VALUES(22,4,1752746405,'ok',2,0);
INSERT INTO "visit" VALUES(23,1,1754128805,'partial',2,15000);
INSERT INTO "visit" VALUES(24,1,1754737205,'ok',2,15000);
INSERT INTO "visit" VALUES(25,4,1757498405,'ok',2,0);
INSERT INTO "visit" VALUES(26,4,1758103205,'ok',2,0);
INSERT INTO "visit" VALUES(27,5,1759309205,'failed',1,0);
INSERT INTO "visit" VALUES(28,4,1767002405,'ok',2,0);
INSERT INTO "visit" VALUES(29,2,1767085205,'ok',2,15000);
INSERT INTO "visit" VALUES(30,1,1767216605,'ok',2,15000);
INSERT INTO "visit" VALUES(31,1,1767258005,'ok',2,15000);
INSERT INTO "visit" VALUES(32,4,1767211205,'ok',2,0);
CREATE INDEX ix_failure_visit_id ON failure (visit_id);
CREATE INDEX ix_post_account_id_published_at ON post (account_id, published_at);
CREATE INDEX ix_spend_at ON spend (at);
CREATE UNIQUE INDEX uq_alert_open ON alert (kind, subject) WHERE closed_at IS NULL;
CREATE INDEX ix_statement_post_post_id ON statement_post (post_id);
CREATE INDEX ix_topic_topic ON topic (topic);
CREATE INDEX ix_letter_state_next_at ON letter (state, next_at);
CREATE VIEW followers_by_day AS 
    SELECT a.name AS account, a.platform, d.day, d.followers, datetime(d.at, 'unixepoch') AS read_at
    FROM account_day d JOIN account a ON a.id = d.account_id
    WHERE d.followers IS NOT NULL;
CREATE VIEW posts_latest AS 
    SELECT a.name AS account, a.platform, p.platform_id AS post, datetime(p.published_at, 'unixepoch') AS published,
        p.kind, p.form, p.text, p.url, r.views, r.reach, r.likes, r.comments, r.shares, r.quotes,
        r.saves, datetime(r.at, 'unixepoch') AS read_at
    FROM post p JOIN account a ON a.id = p.account_id
    LEFT JOIN post_now n ON n.post_id = p.id
    LEFT JOIN post_reading r ON r.post_id = n.post_id AND r.at = n.at
    WHERE p.vanished_at IS NULL;
CREATE VIEW gaps AS 
    SELECT a.name AS account, a.platform, datetime(s.start, 'unixepoch') AS since, s.outcome, s.reason
    FROM slot s JOIN account a ON a.id = s.account_id
    WHERE s.outcome IN ('failed', 'missed');
CREATE VIEW visits_by_day AS 
    SELECT a.name AS account, a.platform, date(d.day * 86400, 'unixepoch') AS day,
        CAST(sum(d.visits) AS bigint) AS visits,
        CAST(sum(CASE d.outcome WHEN 'ok' THEN d.visits ELSE 0 END) AS bigint) AS ok,
        CAST(sum(CASE d.outcome WHEN 'partial' THEN d.visits ELSE 0 END) AS bigint) AS in_part,
        CAST(sum(CASE d.outcome WHEN 'failed' THEN d.visits ELSE 0 END) AS bigint) AS failed,
        CAST(sum(d.requests) AS bigint) AS requests
    FROM (
        SELECT v.account_id, v.at / 86400 AS day, v.outcome, count(*) AS visits,
            sum(v.requests) AS requests
        FROM visit v GROUP BY v.account_id, v.at / 86400, v.outcome
    ) d JOIN account a ON a.id = d.account_id
    GROUP BY a.name, a.platform, d.day;
CREATE VIEW spend_by_day AS 
    SELECT a.platform, date(s.at, 'unixepoch') AS day,
        sum(coalesce(s.settled_micro_usd, s.reserved_micro_usd)) / 1000000.0 AS usd
    FROM spend s JOIN account a ON a.id = s.account_id
    GROUP BY a.platform, date(s.at, 'unixepoch');
CREATE VIEW printed_figures AS 
    SELECT f.period, f.as_of, f.account, f.metric, f.numerator * 1.0 / f.denominator AS value,
        f.precision, f.source, f.note, f.reason AS corrected_because
    FROM printed_figure f
    WHERE NOT EXISTS (SELECT 1 FROM printed_figure later WHERE later.supersedes = f.id);
CREATE VIEW events_in_force AS 
    SELECT e.since, e.until, e.name_ar, e.name_fr, e.name_en, e.account, e.source, e.note
    FROM event e
    WHERE NOT EXISTS (SELECT 1 FROM event later WHERE later.supersedes = e.id);
CREATE VIEW activities AS 
    SELECT c.period, c.kind, c.count, c.precision, c.evidence, c.in_total, c.coverage, c.source,
        c.note, c.reason AS corrected_because
    FROM activity c
    WHERE NOT EXISTS (SELECT 1 FROM activity later WHERE later.supersedes = c.id);
CREATE VIEW statements AS 
    SELECT c.key AS statement, c.noticed_on, datetime(c.noticed_at, 'unixepoch') AS noticed_at,
        datetime(i.at, 'unixepoch') AS informed_at, c.outcome, c.answer,
        (SELECT count(*) FROM statement_post s WHERE s.statement_id = c.id) AS posts,
        c.note, c.reason AS corrected_because
    FROM statement c LEFT JOIN (
        SELECT statement_id, min(at) AS at FROM statement_informed GROUP BY statement_id
    ) i ON i.statement_id = c.id
    WHERE NOT EXISTS (SELECT 1 FROM statement later WHERE later.supersedes = c.id);
CREATE VIEW topics AS 
    SELECT t.topic, a.name AS account, a.platform, p.platform_id AS post,
        datetime(p.published_at, 'unixepoch') AS published, t.given_by
    FROM topic t JOIN post p ON p.id = t.post_id JOIN account a ON a.id = p.account_id
    WHERE t.is_off = 0;
CREATE VIEW letters AS 
    SELECT l.week, l.recipient, l.language, l.role, l.state, l.tries, datetime(l.next_at, 'unixepoch') AS next_try,
        datetime(l.sent_at, 'unixepoch') AS sent, l.detail
    FROM letter l;
CREATE INDEX ix_visit_by_day ON visit (account_id, at / 86400, outcome, at, requests);
COMMIT;
