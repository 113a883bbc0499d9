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
INSERT INTO "account" VALUES(1,'dgsn-x','x','1132','DGSN_MAROC','DGSN','government',1795183205);
INSERT INTO "account" VALUES(2,'dgsn-facebook','facebook','100064','DGSN_MAROC','DGSN','government',1795176005);
INSERT INTO "account" VALUES(3,'dgsn-instagram','instagram',NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO "account_reading" VALUES(1,1795176005,'2026-11-20',1,640000,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(1,1795183205,'2026-11-20',3,640000,NULL,NULL,NULL);
INSERT INTO "account_reading" VALUES(2,1795176005,'2026-11-20',4,640000,NULL,NULL,NULL);
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
INSERT INTO "alert" VALUES(1,'token','dgsn-x','It ends in 3 days.',1795176005,NULL,NULL,NULL);
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
INSERT INTO "chore" VALUES('backup','2026-11-20',1795176005,1795176005,'ok',NULL);
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
	reason TEXT, 
	CONSTRAINT pk_event PRIMARY KEY (id), 
	CONSTRAINT ck_event_superseded_with_reason CHECK ((supersedes IS NULL) = (reason IS NULL)), 
	CONSTRAINT ck_event_some_days CHECK (since < until), 
	CONSTRAINT ck_event_named CHECK (coalesce(name_ar, name_fr, name_en) IS NOT NULL), 
	CONSTRAINT uq_event_supersedes UNIQUE (supersedes), 
	CONSTRAINT fk_event_supersedes FOREIGN KEY(supersedes) REFERENCES event (id)
)
 STRICT

;
INSERT INTO "event" VALUES(1,'2026-05-16','2026-05-21','أبواب',NULL,NULL,NULL,NULL,1795176005,'press',NULL,NULL);
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
INSERT INTO "failure" VALUES(1,2,'account','unavailable','It did not answer.',NULL);
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
INSERT INTO "pause" VALUES('platform facebook',1795179605,'limit',0);
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
INSERT INTO "post" VALUES(1,1,'1',1795172405,'post','image','نداء','https://x.com/DGSN_MAROC/status/1',NULL);
INSERT INTO "post" VALUES(2,1,'2',1795172405,'post','image','نداء','https://x.com/DGSN_MAROC/status/2',NULL);
INSERT INTO "post" VALUES(3,2,'f1',1795172405,'post','image','نداء','https://x.com/DGSN_MAROC/status/f1',NULL);
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
INSERT INTO "post_reading" VALUES(1,1795176005,900,NULL,12,0,3,NULL,NULL);
INSERT INTO "post_reading" VALUES(1,1795183205,900,NULL,12,0,3,NULL,NULL);
INSERT INTO "post_reading" VALUES(2,1795176005,900,NULL,12,0,3,NULL,NULL);
INSERT INTO "post_reading" VALUES(3,1795176005,900,NULL,12,0,3,NULL,NULL);
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
INSERT INTO "printed_figure" VALUES(1,'2023',NULL,'dgsn-x','followers',480944,1,'exact','hasila 2023',NULL,1795176005,'press',NULL,NULL);
CREATE TABLE schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "schema_version" VALUES('0002');
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
INSERT INTO "slot" VALUES(1,1795176000,'ok',NULL);
INSERT INTO "slot" VALUES(1,1795179600,'failed','unavailable');
INSERT INTO "slot" VALUES(1,1795183200,'ok',NULL);
INSERT INTO "slot" VALUES(2,1795176000,'ok',NULL);
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
INSERT INTO "spend" VALUES(1,1,1795176005,15000,15000,NULL);
INSERT INTO "spend" VALUES(2,1,1795176005,15000,NULL,NULL);
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
INSERT INTO "visit" VALUES(1,1,1795176005,'ok',2,15000);
INSERT INTO "visit" VALUES(2,1,1795179605,'failed',3,0);
INSERT INTO "visit" VALUES(3,1,1795183205,'ok',2,15000);
INSERT INTO "visit" VALUES(4,2,1795176005,'ok',2,15000);
CREATE INDEX ix_failure_visit_id ON failure (visit_id);
CREATE INDEX ix_post_account_id_published_at ON post (account_id, published_at);
CREATE INDEX ix_spend_at ON spend (at);
CREATE UNIQUE INDEX uq_alert_open ON alert (kind, subject) WHERE closed_at IS NULL;
CREATE VIEW followers_by_day AS 
    SELECT a.name AS account, a.platform, r.day, r.followers, datetime(r.at, 'unixepoch') AS read_at
    FROM account_reading r JOIN account a ON a.id = r.account_id
    WHERE r.at = (
        SELECT max(last.at) FROM account_reading last
        WHERE last.account_id = r.account_id AND last.day = r.day AND last.followers IS NOT NULL
    );
CREATE VIEW posts_latest AS 
    SELECT a.name AS account, a.platform, p.platform_id AS post, datetime(p.published_at, 'unixepoch') AS published,
        p.kind, p.form, p.text, p.url, r.views, r.reach, r.likes, r.comments, r.shares, r.quotes,
        r.saves, datetime(r.at, 'unixepoch') AS read_at
    FROM post p JOIN account a ON a.id = p.account_id
    LEFT JOIN post_reading r ON r.post_id = p.id
        AND r.at = (SELECT max(last.at) FROM post_reading last WHERE last.post_id = p.id)
    WHERE p.vanished_at IS NULL;
CREATE VIEW gaps AS 
    SELECT a.name AS account, a.platform, datetime(s.start, 'unixepoch') AS since, s.outcome, s.reason
    FROM slot s JOIN account a ON a.id = s.account_id
    WHERE s.outcome IN ('failed', 'missed');
CREATE VIEW visits_by_day AS 
    SELECT a.name AS account, a.platform, date(v.at, 'unixepoch') AS day, count(*) AS visits,
        sum(CASE v.outcome WHEN 'ok' THEN 1 ELSE 0 END) AS ok,
        sum(CASE v.outcome WHEN 'partial' THEN 1 ELSE 0 END) AS in_part,
        sum(CASE v.outcome WHEN 'failed' THEN 1 ELSE 0 END) AS failed,
        sum(v.requests) AS requests
    FROM visit v JOIN account a ON a.id = v.account_id
    GROUP BY a.name, a.platform, date(v.at, 'unixepoch');
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
    SELECT e.since, e.until, e.name_ar, e.name_fr, e.name_en, e.source, e.note
    FROM event e
    WHERE NOT EXISTS (SELECT 1 FROM event later WHERE later.supersedes = e.id);
COMMIT;
