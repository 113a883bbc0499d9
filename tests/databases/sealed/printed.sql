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
INSERT INTO "account" VALUES(1,'dgsn-x','x',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "account" VALUES(2,'dgsn-facebook','facebook',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "account" VALUES(3,'dgsn-instagram','instagram',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "account" VALUES(4,'event-open-days','x',NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO "activity" VALUES(1,'2018','communique',2463,'published','exact','yes','Sit Info interview','the interview has no date and says last year: 2018 is inferred',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(2,'2018','truth_statement',288,'published','exact','yes','Sit Info interview',NULL,'rectifications',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(3,'2018','reportage',1675,'published','exact','yes','Sit Info interview',NULL,NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(4,'2018','printed_total',4426,'published','about','check','Sit Info interview',NULL,NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(5,'2021','communique',1541,'published','exact','yes','DGSN, hasila 2021 (MAP)',NULL,'communiques, news and press files',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(6,'2021','truth_statement',106,'published','exact','yes','DGSN, hasila 2021 (MAP)',NULL,NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(7,'2021','reportage',2340,'published','exact','yes','DGSN, hasila 2021 (MAP)',NULL,'coverage by the media',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(8,'2021','social_post',476,'published','exact','yes','DGSN, hasila 2021 (MAP)',NULL,'x+facebook',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(9,'2021','printed_total',4463,'published','exact','check','DGSN, hasila 2021 (MAP)',NULL,NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(10,'2021','schools',6164,'published','exact','no','DGSN, hasila 2021 (MAP)',NULL,'school year 2020-2021',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(11,'2021','pupils',240406,'published','exact','no','DGSN, hasila 2021 (MAP)',NULL,'school year 2020-2021',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(12,'2022','communique',277,'published','at_least','yes','Police magazine on 2022',NULL,'communiques alone',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(13,'2022','press_news',1420,'published','exact','yes','Police magazine on 2022','the words before 277 may hold for it, too',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(14,'2022','truth_statement',92,'published','exact','yes','Police magazine on 2022',NULL,NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(15,'2022','reportage',2144,'published','exact','yes','Police magazine on 2022',NULL,'reportages and coverages',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(16,'2022','social_post',626,'published','exact','yes','Police magazine on 2022','Instagram is left out','x+facebook',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(17,'2022','violent_content',445,'published','exact','no','Police magazine on 2022',NULL,'those on which the public was informed',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(18,'2022','schools',7682,'published','exact','no','Police magazine on 2022',NULL,'school year 2021-2022',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(19,'2022','pupils',521435,'published','exact','no','Police magazine on 2022',NULL,'school year 2021-2022',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(20,'2022','meetings',11021,'published','exact','no','Police magazine on 2022',NULL,NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(21,'2023','communique',1488,'published','exact','yes','DGSN, hasila 2023',NULL,'communiques and news',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(22,'2023','truth_statement',56,'published','exact','yes','DGSN, hasila 2023',NULL,NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(23,'2023','reportage',2873,'published','exact','yes','DGSN, hasila 2023',NULL,'filmed with partners',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(24,'2023','social_post',538,'published','exact','yes','DGSN, hasila 2023',NULL,'all',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(25,'2023','printed_total',4955,'published','exact','check','DGSN, hasila 2023',NULL,NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(26,'2023','violent_content',260,'published','exact','no','DGSN, hasila 2023','printed as answered within five hours at most','those on which the public was informed',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(27,'2023','open_days_visitors',1150000,'published','about','no','DGSN, hasila 2023','printed as nearly 1.15 million',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(28,'2023','schools',1816,'published','exact','no','DGSN, hasila 2023',NULL,'first half of the school year',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(29,'2023','pupils',141241,'published','exact','no','DGSN, hasila 2023',NULL,'first half of the school year',1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(30,'2023','associations',1821,'published','exact','no','DGSN, hasila 2023',NULL,NULL,1796003536,'press',NULL,NULL);
INSERT INTO "activity" VALUES(31,'2023','communique',1489,'published','exact','yes','DGSN, hasila 2023',NULL,'communiques and news',1796003538,'press',21,'counted again');
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
INSERT INTO "change" VALUES(1,1796003538,'press',NULL,'seal',NULL,'2022 0b57428e0525e53f748d9b3838b349330aded77ad7af79b0d6ab80a41b62f2b7',NULL);
INSERT INTO "change" VALUES(2,1796003538,'press',NULL,'seal',NULL,'2023 8e00a7f6fca9a7b779ee784244148f1ec18415bb5cd14ff7ed542f242fcf2278',NULL);
INSERT INTO "change" VALUES(3,1796003538,'press',NULL,'printed_figure','followers of dgsn-facebook, 2023: 440000 (thousand, DGSN, hasila 2023)','followers of dgsn-facebook, 2023: 441000 (thousand, DGSN, hasila 2023)','a digit was misread');
INSERT INTO "change" VALUES(4,1796003538,'press',NULL,'activity','communique, 2023: 1488 (exact, in total: yes, DGSN, hasila 2023, communiques and news)','communique, 2023: 1489 (exact, in total: yes, DGSN, hasila 2023, communiques and news)','counted again');
INSERT INTO "change" VALUES(5,1796003538,'press',NULL,'statement','2023/4: noticed 2023-11-02 13:00:00+00:00, informed x 2023-11-02 19:17:00+00:00; open, communique, 0 posts, no note','2023/4: noticed 2023-11-02 13:00:00+00:00, informed x 2023-11-02 19:17:00+00:00; fabricated, denial, 0 posts, no note','it was a denial');
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
INSERT INTO "event" VALUES(1,'2023-05-17','2023-05-22','أيام مفتوحة','Portes ouvertes','Open days','made up',NULL,1796003536,'press',NULL,NULL,'event-open-days');
INSERT INTO "event" VALUES(2,'2023-09-08','2023-09-09',NULL,'Séisme, au “Haouz”',NULL,NULL,NULL,1796003536,'press',NULL,NULL,NULL);
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
INSERT INTO "printed_figure" VALUES(1,'2020',NULL,'dgsn-facebook','followers',191903,1,'exact','DGSN, hasila 2021 (MAP)','given as the figure of 2020, next to that of 2021',1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(2,'2021',NULL,'dgsn-x','followers',317074,1,'exact','DGSN, hasila 2021 (MAP)','a figure of that year, without a day',1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(3,'2021',NULL,'dgsn-x','followers_growth_rate',2,5,'about','DGSN, hasila 2021 (MAP)','said to be nearly 40 percent over 2020, whose own figure was not printed',1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(4,'2021',NULL,'dgsn-x','posts_total',1061,1,'about','DGSN, hasila 2021 (MAP)','a total of about so many posts, over a time that is not named',1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(5,'2021',NULL,'dgsn-facebook','followers',282638,1,'exact','DGSN, hasila 2021 (MAP)','a figure of that year, without a day',1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(6,'2022',NULL,'dgsn-x','followers',434000,1,'thousand','Police magazine on 2022',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(7,'2022',NULL,'dgsn-facebook','followers',385000,1,'thousand','Police magazine on 2022',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(8,'2022',NULL,'dgsn-instagram','followers',133000,1,'at_least','Police magazine on 2022','opened in 2022; it took less than ten months',1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(9,'2022',NULL,'x+facebook','visits_and_views',13000000,1,'at_least','Police magazine on 2022','visits and views counted as one, over both accounts: never to be compared with views',1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(10,'2023',NULL,'dgsn-x','followers',480944,1,'exact','DGSN, hasila 2023',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(11,'2023',NULL,'dgsn-facebook','followers',440000,1,'thousand','DGSN, hasila 2023',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(12,'2023',NULL,'dgsn-instagram','followers',207000,1,'thousand','DGSN, hasila 2023',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(13,'2023',NULL,'all','followers',1127944,1,'thousand','DGSN, hasila 2023','the printed sum; Facebook and Instagram went into it rounded to the thousand',1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(14,'2023',NULL,'all','views_of_some_posts',290000,1,'at_least','DGSN, hasila 2023','of several posts on the earthquake: neither the most viewed nor a mean',1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(15,'2023',NULL,'all','likes_of_some_posts',4800,1,'about','DGSN, hasila 2023','of the same posts on the earthquake',1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(16,'2023',NULL,'event-open-days','viewers',5000000,1,'at_least','DGSN, hasila 2023','visited the account that the open days had of their own',1796003536,'press',NULL,NULL);
INSERT INTO "printed_figure" VALUES(17,'2023',NULL,'dgsn-facebook','followers',441000,1,'thousand','DGSN, hasila 2023',NULL,1796003538,'press',11,'a digit was misread');
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
INSERT INTO "sealed_year" VALUES(2022,'2022-12-31','{"activities":{"lines":[{"count":{"as_of":null,"id":"activities/communique/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":null,"low":277,"precision":"at_least","source":"Police magazine on 2022","value":277},"readings":[]},"in_total":true,"is_comparable":false,"is_whole":true,"kind":"communique","note":"communiques alone","previous":{"as_of":null,"id":"activities/communique/2021","parts":[],"period":{"since":"2021-01-01","span":"year","until":"2022-01-01"},"quantity":{"evidence":"published","high":1541,"low":1541,"precision":"exact","source":"DGSN, hasila 2021 (MAP)","value":1541},"readings":[]},"previous_note":"communiques, news and press files"},{"count":{"as_of":null,"id":"activities/press_news/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":1420,"low":1420,"precision":"exact","source":"Police magazine on 2022","value":1420},"readings":[]},"in_total":true,"is_comparable":true,"is_whole":true,"kind":"press_news","note":"the words before 277 may hold for it, too","previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/truth_statement/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":92,"low":92,"precision":"exact","source":"Police magazine on 2022","value":92},"readings":[]},"in_total":true,"is_comparable":true,"is_whole":true,"kind":"truth_statement","note":null,"previous":{"as_of":null,"id":"activities/truth_statement/2021","parts":[],"period":{"since":"2021-01-01","span":"year","until":"2022-01-01"},"quantity":{"evidence":"published","high":106,"low":106,"precision":"exact","source":"DGSN, hasila 2021 (MAP)","value":106},"readings":[]},"previous_note":null},{"count":{"as_of":null,"id":"activities/reportage/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":2144,"low":2144,"precision":"exact","source":"Police magazine on 2022","value":2144},"readings":[]},"in_total":true,"is_comparable":false,"is_whole":true,"kind":"reportage","note":"reportages and coverages","previous":{"as_of":null,"id":"activities/reportage/2021","parts":[],"period":{"since":"2021-01-01","span":"year","until":"2022-01-01"},"quantity":{"evidence":"published","high":2340,"low":2340,"precision":"exact","source":"DGSN, hasila 2021 (MAP)","value":2340},"readings":[]},"previous_note":"coverage by the media"},{"count":{"as_of":null,"id":"activities/social_post/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":626,"low":626,"precision":"exact","source":"Police magazine on 2022","value":626},"readings":[]},"in_total":true,"is_comparable":true,"is_whole":true,"kind":"social_post","note":"x+facebook","previous":{"as_of":null,"id":"activities/social_post/2021","parts":[],"period":{"since":"2021-01-01","span":"year","until":"2022-01-01"},"quantity":{"evidence":"published","high":476,"low":476,"precision":"exact","source":"DGSN, hasila 2021 (MAP)","value":476},"readings":[]},"previous_note":"x+facebook"},{"count":{"as_of":null,"id":"activities/violent_content/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":445,"low":445,"precision":"exact","source":"Police magazine on 2022","value":445},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"violent_content","note":"those on which the public was informed","previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/schools/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":7682,"low":7682,"precision":"exact","source":"Police magazine on 2022","value":7682},"readings":[]},"in_total":false,"is_comparable":false,"is_whole":true,"kind":"schools","note":"school year 2021-2022","previous":{"as_of":null,"id":"activities/schools/2021","parts":[],"period":{"since":"2021-01-01","span":"year","until":"2022-01-01"},"quantity":{"evidence":"published","high":6164,"low":6164,"precision":"exact","source":"DGSN, hasila 2021 (MAP)","value":6164},"readings":[]},"previous_note":"school year 2020-2021"},{"count":{"as_of":null,"id":"activities/pupils/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":521435,"low":521435,"precision":"exact","source":"Police magazine on 2022","value":521435},"readings":[]},"in_total":false,"is_comparable":false,"is_whole":true,"kind":"pupils","note":"school year 2021-2022","previous":{"as_of":null,"id":"activities/pupils/2021","parts":[],"period":{"since":"2021-01-01","span":"year","until":"2022-01-01"},"quantity":{"evidence":"published","high":240406,"low":240406,"precision":"exact","source":"DGSN, hasila 2021 (MAP)","value":240406},"readings":[]},"previous_note":"school year 2020-2021"},{"count":{"as_of":null,"id":"activities/meetings/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":11021,"low":11021,"precision":"exact","source":"Police magazine on 2022","value":11021},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"meetings","note":null,"previous":null,"previous_note":null}],"printed":null,"total":{"as_of":null,"id":"activities/total/2022","parts":["activities/communique/2022","activities/press_news/2022","activities/truth_statement/2022","activities/reportage/2022","activities/social_post/2022"],"period":null,"quantity":{"evidence":"published","high":null,"low":4559,"precision":"at_least","source":"Police magazine on 2022","value":4559},"readings":[]}},"answered":{"ceiling":18000.0,"count":1,"denials":0,"figures":[{"as_of":null,"id":"statements/noticed","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[]},{"as_of":null,"id":"statements/informed","parts":[],"period":null,"quantity":{"evidence":"measured","high":0,"low":0,"precision":"exact","source":null,"value":0},"readings":[]},{"as_of":null,"id":"statements/denials","parts":[],"period":null,"quantity":{"evidence":"measured","high":0,"low":0,"precision":"exact","source":null,"value":0},"readings":[]},{"as_of":null,"id":"statements/rectifications","parts":[],"period":null,"quantity":{"evidence":"measured","high":0,"low":0,"precision":"exact","source":null,"value":0},"readings":[]},{"as_of":null,"id":"statements/timed","parts":[],"period":null,"quantity":{"evidence":"measured","high":0,"low":0,"precision":"exact","source":null,"value":0},"readings":[]},{"as_of":null,"id":"statements/within","parts":[],"period":null,"quantity":{"evidence":"measured","high":0,"low":0,"precision":"exact","source":null,"value":0},"readings":[]}],"informed":0,"longest":null,"median":null,"outcomes":[["open",1]],"rectifications":0,"shortest":null,"timed":0,"views":null,"within":0},"as_of":"2022-12-31","best":[],"breaks":[],"closed_at":"2026-11-30T01:52:18.417544+00:00","corrections":[],"coverage":[],"digest":null,"drawn_at":"2026-11-30T01:52:18.417544+00:00","happenings":[],"launches":[{"account":"dgsn-instagram","curve":[],"length":null,"opened":"2022-03-01","platform":"instagram","reached":{"as_of":null,"id":"followers/dgsn-instagram/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":null,"low":133000,"precision":"at_least","source":"Police magazine on 2022","value":133000},"readings":[]}}],"others":[{"account":"x+facebook","figure":{"as_of":null,"id":"printed/x+facebook/visits_and_views/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":null,"low":13000000,"precision":"at_least","source":"Police magazine on 2022","value":13000000},"readings":[]},"metric":"visits_and_views","note":"visits and views counted as one, over both accounts: never to be compared with views"}],"outputs":[],"published":null,"standings":[{"account":"dgsn-x","beside":null,"closed":null,"difference":null,"falls":[],"growth":{"as_of":null,"id":"followers/dgsn-x/2022/growth","parts":["followers/dgsn-x/2021","followers/dgsn-x/2022"],"period":null,"quantity":{"evidence":"published","high":"58713/158537","low":"58213/158537","precision":"about","source":"Police magazine on 2022; DGSN, hasila 2021 (MAP)","value":"58463/158537"},"readings":[]},"is_event":false,"net":{"as_of":null,"id":"followers/dgsn-x/2022/net","parts":["followers/dgsn-x/2021","followers/dgsn-x/2022"],"period":null,"quantity":{"evidence":"published","high":117426,"low":116426,"precision":"about","source":"Police magazine on 2022; DGSN, hasila 2021 (MAP)","value":116926},"readings":[]},"opened":null,"platform":"x","previous":{"as_of":null,"id":"followers/dgsn-x/2021","parts":[],"period":{"since":"2021-01-01","span":"year","until":"2022-01-01"},"quantity":{"evidence":"published","high":317074,"low":317074,"precision":"exact","source":"DGSN, hasila 2021 (MAP)","value":317074},"readings":[]},"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-x/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":434500,"low":433500,"precision":"thousand","source":"Police magazine on 2022","value":434000},"readings":[]},"without_falls":null},{"account":"dgsn-facebook","beside":null,"closed":null,"difference":null,"falls":[],"growth":{"as_of":null,"id":"followers/dgsn-facebook/2022/growth","parts":["followers/dgsn-facebook/2021","followers/dgsn-facebook/2022"],"period":null,"quantity":{"evidence":"published","high":"51431/141319","low":"50931/141319","precision":"about","source":"Police magazine on 2022; DGSN, hasila 2021 (MAP)","value":"51181/141319"},"readings":[]},"is_event":false,"net":{"as_of":null,"id":"followers/dgsn-facebook/2022/net","parts":["followers/dgsn-facebook/2021","followers/dgsn-facebook/2022"],"period":null,"quantity":{"evidence":"published","high":102862,"low":101862,"precision":"about","source":"Police magazine on 2022; DGSN, hasila 2021 (MAP)","value":102362},"readings":[]},"opened":null,"platform":"facebook","previous":{"as_of":null,"id":"followers/dgsn-facebook/2021","parts":[],"period":{"since":"2021-01-01","span":"year","until":"2022-01-01"},"quantity":{"evidence":"published","high":282638,"low":282638,"precision":"exact","source":"DGSN, hasila 2021 (MAP)","value":282638},"readings":[]},"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-facebook/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":385500,"low":384500,"precision":"thousand","source":"Police magazine on 2022","value":385000},"readings":[]},"without_falls":null},{"account":"dgsn-instagram","beside":null,"closed":null,"difference":null,"falls":[],"growth":null,"is_event":false,"net":null,"opened":"2022-03-01","platform":"instagram","previous":null,"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-instagram/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":null,"low":133000,"precision":"at_least","source":"Police magazine on 2022","value":133000},"readings":[]},"without_falls":null}],"topics":[],"total":{"accounts":["dgsn-x","dgsn-facebook","dgsn-instagram"],"growth":{"as_of":null,"id":"total/2022/growth","parts":["followers/dgsn-x/2021","followers/dgsn-x/2022","followers/dgsn-facebook/2021","followers/dgsn-facebook/2022"],"period":null,"quantity":{"evidence":"published","high":"6884/18741","low":"13643/37482","precision":"about","source":"Police magazine on 2022; DGSN, hasila 2021 (MAP)","value":"9137/24988"},"readings":[]},"left_out":[],"net":{"as_of":null,"id":"total/2022/net","parts":["followers/dgsn-x/2021","followers/dgsn-x/2022","followers/dgsn-facebook/2021","followers/dgsn-facebook/2022"],"period":null,"quantity":{"evidence":"published","high":220288,"low":218288,"precision":"about","source":"Police magazine on 2022; DGSN, hasila 2021 (MAP)","value":219288},"readings":[]},"printed":null,"same_accounts":["dgsn-x","dgsn-facebook"],"value":{"as_of":null,"id":"total/2022","parts":["followers/dgsn-x/2022","followers/dgsn-facebook/2022","followers/dgsn-instagram/2022"],"period":null,"quantity":{"evidence":"published","high":null,"low":951000,"precision":"at_least","source":"Police magazine on 2022","value":952000},"readings":[]}},"year":2022}','[]','0b57428e0525e53f748d9b3838b349330aded77ad7af79b0d6ab80a41b62f2b7',1796003538,'press');
INSERT INTO "sealed_year" VALUES(2023,'2023-12-31','{"activities":{"lines":[{"count":{"as_of":null,"id":"activities/communique/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":1488,"low":1488,"precision":"exact","source":"DGSN, hasila 2023","value":1488},"readings":[]},"in_total":true,"is_comparable":false,"is_whole":true,"kind":"communique","note":"communiques and news","previous":{"as_of":null,"id":"activities/communique/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":null,"low":277,"precision":"at_least","source":"Police magazine on 2022","value":277},"readings":[]},"previous_note":"communiques alone"},{"count":{"as_of":null,"id":"activities/truth_statement/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":56,"low":56,"precision":"exact","source":"DGSN, hasila 2023","value":56},"readings":[]},"in_total":true,"is_comparable":true,"is_whole":true,"kind":"truth_statement","note":null,"previous":{"as_of":null,"id":"activities/truth_statement/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":92,"low":92,"precision":"exact","source":"Police magazine on 2022","value":92},"readings":[]},"previous_note":null},{"count":{"as_of":null,"id":"activities/reportage/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":2873,"low":2873,"precision":"exact","source":"DGSN, hasila 2023","value":2873},"readings":[]},"in_total":true,"is_comparable":false,"is_whole":true,"kind":"reportage","note":"filmed with partners","previous":{"as_of":null,"id":"activities/reportage/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":2144,"low":2144,"precision":"exact","source":"Police magazine on 2022","value":2144},"readings":[]},"previous_note":"reportages and coverages"},{"count":{"as_of":null,"id":"activities/social_post/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":538,"low":538,"precision":"exact","source":"DGSN, hasila 2023","value":538},"readings":[]},"in_total":true,"is_comparable":false,"is_whole":true,"kind":"social_post","note":"all","previous":{"as_of":null,"id":"activities/social_post/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":626,"low":626,"precision":"exact","source":"Police magazine on 2022","value":626},"readings":[]},"previous_note":"x+facebook"},{"count":{"as_of":null,"id":"activities/violent_content/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":260,"low":260,"precision":"exact","source":"DGSN, hasila 2023","value":260},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"violent_content","note":"those on which the public was informed","previous":{"as_of":null,"id":"activities/violent_content/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":445,"low":445,"precision":"exact","source":"Police magazine on 2022","value":445},"readings":[]},"previous_note":"those on which the public was informed"},{"count":{"as_of":null,"id":"activities/open_days_visitors/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"DGSN, hasila 2023","value":1150000},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"open_days_visitors","note":"printed as nearly 1.15 million","previous":null,"previous_note":null},{"count":{"as_of":null,"id":"activities/schools/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":1816,"low":1816,"precision":"exact","source":"DGSN, hasila 2023","value":1816},"readings":[]},"in_total":false,"is_comparable":false,"is_whole":true,"kind":"schools","note":"first half of the school year","previous":{"as_of":null,"id":"activities/schools/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":7682,"low":7682,"precision":"exact","source":"Police magazine on 2022","value":7682},"readings":[]},"previous_note":"school year 2021-2022"},{"count":{"as_of":null,"id":"activities/pupils/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":141241,"low":141241,"precision":"exact","source":"DGSN, hasila 2023","value":141241},"readings":[]},"in_total":false,"is_comparable":false,"is_whole":true,"kind":"pupils","note":"first half of the school year","previous":{"as_of":null,"id":"activities/pupils/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":521435,"low":521435,"precision":"exact","source":"Police magazine on 2022","value":521435},"readings":[]},"previous_note":"school year 2021-2022"},{"count":{"as_of":null,"id":"activities/associations/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":1821,"low":1821,"precision":"exact","source":"DGSN, hasila 2023","value":1821},"readings":[]},"in_total":false,"is_comparable":true,"is_whole":true,"kind":"associations","note":null,"previous":null,"previous_note":null}],"printed":{"as_of":null,"id":"printed/activities/total/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":4955,"low":4955,"precision":"exact","source":"DGSN, hasila 2023","value":4955},"readings":[]},"total":{"as_of":null,"id":"activities/total/2023","parts":["activities/communique/2023","activities/truth_statement/2023","activities/reportage/2023","activities/social_post/2023"],"period":null,"quantity":{"evidence":"published","high":4955,"low":4955,"precision":"exact","source":"DGSN, hasila 2023","value":4955},"readings":[]}},"answered":{"ceiling":18000.0,"count":4,"denials":1,"figures":[{"as_of":null,"id":"statements/noticed","parts":[],"period":null,"quantity":{"evidence":"measured","high":4,"low":4,"precision":"exact","source":null,"value":4},"readings":[]},{"as_of":null,"id":"statements/informed","parts":[],"period":null,"quantity":{"evidence":"measured","high":4,"low":4,"precision":"exact","source":null,"value":4},"readings":[]},{"as_of":null,"id":"statements/denials","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[]},{"as_of":null,"id":"statements/rectifications","parts":[],"period":null,"quantity":{"evidence":"measured","high":1,"low":1,"precision":"exact","source":null,"value":1},"readings":[]},{"as_of":null,"id":"statements/timed","parts":[],"period":null,"quantity":{"evidence":"measured","high":3,"low":3,"precision":"exact","source":null,"value":3},"readings":[]},{"as_of":null,"id":"statements/within","parts":[],"period":null,"quantity":{"evidence":"measured","high":2,"low":2,"precision":"exact","source":null,"value":2},"readings":[]},{"as_of":null,"id":"statements/shortest","parts":[],"period":null,"quantity":{"evidence":"measured","high":5400,"low":5400,"precision":"exact","source":null,"value":5400},"readings":[]},{"as_of":null,"id":"statements/median","parts":[],"period":null,"quantity":{"evidence":"measured","high":9000,"low":9000,"precision":"exact","source":null,"value":9000},"readings":[]},{"as_of":null,"id":"statements/longest","parts":[],"period":null,"quantity":{"evidence":"measured","high":22620,"low":22620,"precision":"exact","source":null,"value":22620},"readings":[]}],"informed":4,"longest":22620.0,"median":9000.0,"outcomes":[["true",1],["fabricated",1],["inaccurate",1],["open",1]],"rectifications":1,"shortest":5400.0,"timed":3,"views":null,"within":2},"as_of":"2023-12-31","best":[],"breaks":[],"closed_at":"2026-11-30T01:52:18.597393+00:00","corrections":[],"coverage":[],"digest":null,"drawn_at":"2026-11-30T01:52:18.597393+00:00","happenings":[{"account":"event-open-days","names":{"ar":"أيام مفتوحة","en":"Open days","fr":"Portes ouvertes"},"since":"2023-05-17","source":"made up","until":"2023-05-22"},{"account":null,"names":{"fr":"Séisme, au “Haouz”"},"since":"2023-09-08","source":null,"until":"2023-09-09"}],"launches":[],"others":[{"account":"all","figure":{"as_of":null,"id":"printed/all/views_of_some_posts/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":null,"low":290000,"precision":"at_least","source":"DGSN, hasila 2023","value":290000},"readings":[]},"metric":"views_of_some_posts","note":"of several posts on the earthquake: neither the most viewed nor a mean"},{"account":"all","figure":{"as_of":null,"id":"printed/all/likes_of_some_posts/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":null,"low":null,"precision":"about","source":"DGSN, hasila 2023","value":4800},"readings":[]},"metric":"likes_of_some_posts","note":"of the same posts on the earthquake"},{"account":"event-open-days","figure":{"as_of":null,"id":"printed/event-open-days/viewers/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":null,"low":5000000,"precision":"at_least","source":"DGSN, hasila 2023","value":5000000},"readings":[]},"metric":"viewers","note":"visited the account that the open days had of their own"}],"outputs":[],"published":null,"standings":[{"account":"dgsn-x","beside":null,"closed":null,"difference":null,"falls":[],"growth":{"as_of":null,"id":"followers/dgsn-x/2023/growth","parts":["followers/dgsn-x/2022","followers/dgsn-x/2023"],"period":null,"quantity":{"evidence":"published","high":"11861/108375","low":"11611/108625","precision":"about","source":"DGSN, hasila 2023; Police magazine on 2022","value":"2934/27125"},"readings":[]},"is_event":false,"net":{"as_of":null,"id":"followers/dgsn-x/2023/net","parts":["followers/dgsn-x/2022","followers/dgsn-x/2023"],"period":null,"quantity":{"evidence":"published","high":47444,"low":46444,"precision":"about","source":"DGSN, hasila 2023; Police magazine on 2022","value":46944},"readings":[]},"opened":null,"platform":"x","previous":{"as_of":null,"id":"followers/dgsn-x/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":434500,"low":433500,"precision":"thousand","source":"Police magazine on 2022","value":434000},"readings":[]},"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-x/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":480944,"low":480944,"precision":"exact","source":"DGSN, hasila 2023","value":480944},"readings":[]},"without_falls":null},{"account":"dgsn-facebook","beside":null,"closed":null,"difference":null,"falls":[],"growth":{"as_of":null,"id":"followers/dgsn-facebook/2023/growth","parts":["followers/dgsn-facebook/2022","followers/dgsn-facebook/2023"],"period":null,"quantity":{"evidence":"published","high":"112/769","low":"36/257","precision":"about","source":"DGSN, hasila 2023; Police magazine on 2022","value":"1/7"},"readings":[]},"is_event":false,"net":{"as_of":null,"id":"followers/dgsn-facebook/2023/net","parts":["followers/dgsn-facebook/2022","followers/dgsn-facebook/2023"],"period":null,"quantity":{"evidence":"published","high":56000,"low":54000,"precision":"about","source":"DGSN, hasila 2023; Police magazine on 2022","value":55000},"readings":[]},"opened":null,"platform":"facebook","previous":{"as_of":null,"id":"followers/dgsn-facebook/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":385500,"low":384500,"precision":"thousand","source":"Police magazine on 2022","value":385000},"readings":[]},"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-facebook/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":440500,"low":439500,"precision":"thousand","source":"DGSN, hasila 2023","value":440000},"readings":[]},"without_falls":null},{"account":"dgsn-instagram","beside":null,"closed":null,"difference":null,"falls":[],"growth":{"as_of":null,"id":"followers/dgsn-instagram/2023/growth","parts":["followers/dgsn-instagram/2022","followers/dgsn-instagram/2023"],"period":null,"quantity":{"evidence":"published","high":"149/266","low":null,"precision":"at_most","source":"DGSN, hasila 2023; Police magazine on 2022","value":"74/133"},"readings":[]},"is_event":false,"net":{"as_of":null,"id":"followers/dgsn-instagram/2023/net","parts":["followers/dgsn-instagram/2022","followers/dgsn-instagram/2023"],"period":null,"quantity":{"evidence":"published","high":74500,"low":null,"precision":"at_most","source":"DGSN, hasila 2023; Police magazine on 2022","value":74000},"readings":[]},"opened":"2022-03-01","platform":"instagram","previous":{"as_of":null,"id":"followers/dgsn-instagram/2022","parts":[],"period":{"since":"2022-01-01","span":"year","until":"2023-01-01"},"quantity":{"evidence":"published","high":null,"low":133000,"precision":"at_least","source":"Police magazine on 2022","value":133000},"readings":[]},"printed_rate":null,"value":{"as_of":null,"id":"followers/dgsn-instagram/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":207500,"low":206500,"precision":"thousand","source":"DGSN, hasila 2023","value":207000},"readings":[]},"without_falls":null},{"account":"event-open-days","beside":null,"closed":"2023-07-01","difference":null,"falls":[],"growth":null,"is_event":true,"net":null,"opened":"2023-04-01","platform":"x","previous":null,"printed_rate":null,"value":null,"without_falls":null}],"topics":[],"total":{"accounts":["dgsn-x","dgsn-facebook","dgsn-instagram"],"growth":{"as_of":null,"id":"total/2023/growth","parts":["followers/dgsn-x/2022","followers/dgsn-x/2023","followers/dgsn-facebook/2022","followers/dgsn-facebook/2023","followers/dgsn-instagram/2022","followers/dgsn-instagram/2023"],"period":null,"quantity":{"evidence":"published","high":"22243/118875","low":null,"precision":"at_most","source":"DGSN, hasila 2023; Police magazine on 2022","value":"21993/119000"},"readings":[]},"left_out":[],"net":{"as_of":null,"id":"total/2023/net","parts":["followers/dgsn-x/2022","followers/dgsn-x/2023","followers/dgsn-facebook/2022","followers/dgsn-facebook/2023","followers/dgsn-instagram/2022","followers/dgsn-instagram/2023"],"period":null,"quantity":{"evidence":"published","high":177944,"low":null,"precision":"at_most","source":"DGSN, hasila 2023; Police magazine on 2022","value":175944},"readings":[]},"printed":{"as_of":null,"id":"printed/all/followers/2023","parts":[],"period":{"since":"2023-01-01","span":"year","until":"2024-01-01"},"quantity":{"evidence":"published","high":1128444,"low":1127444,"precision":"thousand","source":"DGSN, hasila 2023","value":1127944},"readings":[]},"same_accounts":["dgsn-x","dgsn-facebook","dgsn-instagram"],"value":{"as_of":null,"id":"total/2023","parts":["followers/dgsn-x/2023","followers/dgsn-facebook/2023","followers/dgsn-instagram/2023"],"period":null,"quantity":{"evidence":"published","high":1128944,"low":1126944,"precision":"thousand","source":"DGSN, hasila 2023","value":1127944},"readings":[]}},"year":2023}','[]','8e00a7f6fca9a7b779ee784244148f1ec18415bb5cd14ff7ed542f242fcf2278',1796003538,'press');
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
INSERT INTO "statement" VALUES(1,'2023/1',1678003800,'2023-03-05','fabricated','denial',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "statement" VALUES(2,'2023/2',1683921900,'2023-05-12','inaccurate','rectification',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "statement" VALUES(3,'2023/3',NULL,'2023-09-20','true','communique',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "statement" VALUES(4,'2023/4',1698930000,'2023-11-02','open','communique',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "statement" VALUES(5,'2022/1',1667394000,'2022-11-02','open','none',NULL,1796003536,'press',NULL,NULL);
INSERT INTO "statement" VALUES(6,'2023/4',1698930000,'2023-11-02','fabricated','denial',NULL,1796003538,'press',4,'it was a denial');
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
INSERT INTO "statement_informed" VALUES(1,'facebook','2023-03-05',1678010100);
INSERT INTO "statement_informed" VALUES(1,'x','2023-03-05',1678009200);
INSERT INTO "statement_informed" VALUES(2,'press','2023-05-13',1683961200);
INSERT INTO "statement_informed" VALUES(2,'x','2023-05-12',1683930900);
INSERT INTO "statement_informed" VALUES(3,'press','2023-09-20',NULL);
INSERT INTO "statement_informed" VALUES(4,'x','2023-11-02',1698952620);
INSERT INTO "statement_informed" VALUES(6,'x','2023-11-02',1698952620);
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
