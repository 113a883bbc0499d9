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
