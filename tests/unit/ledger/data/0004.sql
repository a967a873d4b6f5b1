-- A small ledger as version 0004 wrote it. Never changed: every later migration is tested on it.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE batches (
	batch_id VARCHAR(200) NOT NULL, 
	team VARCHAR(20) NOT NULL, 
	system VARCHAR(80) NOT NULL, 
	entity VARCHAR(80) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	files INTEGER NOT NULL, 
	records BIGINT, 
	loaded BIGINT, 
	quarantined BIGINT, 
	erased BIGINT, 
	contract_version INTEGER, 
	reason TEXT, 
	readmitted BOOLEAN DEFAULT false NOT NULL, 
	first_landing_seq BIGINT NOT NULL, 
	claimed_at DATETIME NOT NULL, 
	accepted_at DATETIME, 
	build_no BIGINT, 
	PRIMARY KEY (batch_id), 
	CONSTRAINT batches_state CHECK (state in ('claimed', 'accepted', 'held', 'withdrawn')), 
	CONSTRAINT batches_balance CHECK (accepted_at is null or records = loaded + quarantined + erased), 
	UNIQUE (first_landing_seq)
);
INSERT INTO "batches" VALUES('salesforce.lead-00000001','sales','salesforce','lead','accepted',1,10,8,2,0,1,NULL,0,1,'2026-01-02 03:04:05.000000','2026-01-02 03:04:05.000000',1);
INSERT INTO "batches" VALUES('salesforce.account-00000003','sales','salesforce','account','withdrawn',1,NULL,NULL,NULL,NULL,NULL,'a test file',0,3,'2026-01-02 03:04:05.000000',NULL,NULL);
INSERT INTO "batches" VALUES('salesforce.contact-00000004','sales','salesforce','contact','accepted',1,3,3,0,0,1,NULL,1,4,'2026-01-02 03:04:05.000000','2026-01-02 03:04:05.000000',4);
CREATE TABLE build_members (
	batch_id VARCHAR(200) NOT NULL, 
	first_build_no BIGINT NOT NULL, 
	last_build_no BIGINT, 
	PRIMARY KEY (batch_id, first_build_no), 
	FOREIGN KEY(batch_id) REFERENCES batches (batch_id)
);
INSERT INTO "build_members" VALUES('salesforce.lead-00000001',1,NULL);
INSERT INTO "build_members" VALUES('salesforce.contact-00000004',2,2);
INSERT INTO "build_members" VALUES('salesforce.contact-00000004',4,NULL);
CREATE TABLE builds (
	build_no BIGINT NOT NULL, 
	as_of DATETIME NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	message TEXT, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, base_build_no BIGINT, judgement_no BIGINT DEFAULT 0 NOT NULL, 
	PRIMARY KEY (build_no), 
	CONSTRAINT builds_state CHECK (state in ('running', 'published', 'held', 'failed', 'unchanged'))
);
INSERT INTO "builds" VALUES(1,'2026-01-02 03:04:05.000000','published',NULL,'2026-01-02 03:04:05.000000','2026-01-02 03:04:05.000000',NULL,0);
INSERT INTO "builds" VALUES(2,'2026-01-02 03:04:05.000000','held','amounts','2026-01-02 03:04:05.000000','2026-01-02 03:04:05.000000',1,0);
INSERT INTO "builds" VALUES(3,'2026-01-02 03:04:05.000000','published',NULL,'2026-01-02 03:04:05.000000','2026-01-02 03:04:05.000000',1,0);
INSERT INTO "builds" VALUES(4,'2026-01-02 03:04:05.000000','published',NULL,'2026-01-02 03:04:05.000000','2026-01-02 03:04:05.000000',3,2);
CREATE TABLE counters (
	name VARCHAR(40) NOT NULL, 
	value BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "counters" VALUES('landing_seq',5);
INSERT INTO "counters" VALUES('build_no',4);
INSERT INTO "counters" VALUES('judgement_no',2);
CREATE TABLE decisions (
	decision_id INTEGER NOT NULL, 
	batch_id VARCHAR(200) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	PRIMARY KEY (decision_id), 
	CONSTRAINT decisions_kind CHECK (kind in ('withdraw', 'readmit')), 
	FOREIGN KEY(batch_id) REFERENCES batches (batch_id)
);
INSERT INTO "decisions" VALUES(1,'salesforce.account-00000003','withdraw','ops','a test file','2026-01-02 03:04:05.000000');
INSERT INTO "decisions" VALUES(2,'salesforce.contact-00000004','withdraw','ops','amounts','2026-01-02 03:04:05.000000');
INSERT INTO "decisions" VALUES(3,'salesforce.contact-00000004','readmit','ops','amounts were right','2026-01-02 03:04:05.000000');
CREATE TABLE deliveries (
	landing_seq BIGINT NOT NULL, 
	team VARCHAR(20) NOT NULL, 
	system VARCHAR(80) NOT NULL, 
	entity VARCHAR(80) NOT NULL, 
	file_name TEXT NOT NULL, 
	sheet TEXT, 
	sha256 VARCHAR(64) NOT NULL, 
	size BIGINT NOT NULL, 
	arrived_at DATETIME NOT NULL, 
	delivered_on DATE, 
	stored_path TEXT NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	batch_id VARCHAR(200), 
	origin TEXT NOT NULL, 
	origin_mtime_ns BIGINT, 
	PRIMARY KEY (landing_seq), 
	CONSTRAINT deliveries_state CHECK (state in ('landed', 'duplicate')), 
	FOREIGN KEY(batch_id) REFERENCES batches (batch_id)
);
INSERT INTO "deliveries" VALUES(1,'sales','salesforce','lead','lead.csv',NULL,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',10,'2026-01-02 03:04:05.000000','2026-01-01','landing/salesforce/lead/00000001-aaaaaaaaaaaa.csv','landed','salesforce.lead-00000001','inbox/lead.csv',NULL);
INSERT INTO "deliveries" VALUES(2,'sales','salesforce','lead','lead.csv',NULL,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',10,'2026-01-02 03:04:05.000000','2026-01-01','landing/salesforce/lead/00000001-aaaaaaaaaaaa.csv','duplicate',NULL,'inbox/lead.csv',NULL);
INSERT INTO "deliveries" VALUES(3,'sales','salesforce','account','account.csv','accounts','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',10,'2026-01-02 03:04:05.000000','2026-01-01','landing/salesforce/account/00000003-bbbbbbbbbbbb.csv','landed','salesforce.account-00000003','inbox/account.csv',1767323045000000001);
INSERT INTO "deliveries" VALUES(4,'sales','salesforce','contact','contact.csv',NULL,'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd',10,'2026-01-02 03:04:05.000000','2026-01-01','landing/salesforce/contact/00000004-dddddddddddd.csv','landed','salesforce.contact-00000004','inbox/contact.csv',NULL);
INSERT INTO "deliveries" VALUES(5,'sales','salesforce','lead','lead.csv',NULL,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc',10,'2026-01-02 03:04:05.000000','2026-01-01','landing/salesforce/lead/00000005-cccccccccccc.csv','landed',NULL,'inbox/lead.csv',NULL);
CREATE TABLE events (
	event_id INTEGER NOT NULL, 
	kind VARCHAR(80) NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	batch_id VARCHAR(200), 
	build_no BIGINT, 
	release_id VARCHAR(200), 
	details JSON NOT NULL, 
	PRIMARY KEY (event_id)
);
INSERT INTO "events" VALUES(1,'published','2026-01-02 03:04:05.000000',NULL,1,NULL,'{"seconds": 1.5}');
CREATE TABLE gate_results (
	build_no BIGINT NOT NULL, 
	position INTEGER NOT NULL, 
	"check" TEXT NOT NULL, 
	suite TEXT NOT NULL, 
	owner VARCHAR(40) NOT NULL, 
	severity VARCHAR(20) NOT NULL, 
	passed BOOLEAN NOT NULL, 
	failing_rows BIGINT, 
	sentence TEXT NOT NULL, 
	advice TEXT NOT NULL, 
	PRIMARY KEY (build_no, position), 
	FOREIGN KEY(build_no) REFERENCES builds (build_no)
);
INSERT INTO "gate_results" VALUES(1,1,'rows','release','both','critical',1,NULL,'There are rows.','Look.');
CREATE TABLE headers (
	batch_id VARCHAR(200) NOT NULL, 
	mapping VARCHAR(64) NOT NULL, 
	files INTEGER NOT NULL, 
	columns JSON NOT NULL, 
	PRIMARY KEY (batch_id, mapping), 
	FOREIGN KEY(batch_id) REFERENCES batches (batch_id)
);
INSERT INTO "headers" VALUES('salesforce.lead-00000001','',1,'{"email": 1, "id": 1}');
CREATE TABLE judgements (
	judgement_no BIGINT NOT NULL, 
	verdict VARCHAR(20) NOT NULL, 
	grain VARCHAR(20) NOT NULL, 
	record_a TEXT NOT NULL, 
	record_b TEXT NOT NULL, 
	undoes BIGINT, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	PRIMARY KEY (judgement_no), 
	CONSTRAINT judgements_verdict CHECK (verdict in ('same', 'different', 'undo')), 
	CONSTRAINT judgements_undo CHECK ((verdict = 'undo') = (undoes is not null)), 
	FOREIGN KEY(undoes) REFERENCES judgements (judgement_no), 
	UNIQUE (undoes)
);
INSERT INTO "judgements" VALUES(1,'same','person','hubspot.contact:1','salesforce.lead:2',NULL,'Ann','she asked them','2026-01-02 03:04:05.000000');
INSERT INTO "judgements" VALUES(2,'undo','person','hubspot.contact:1','salesforce.lead:2',1,'Bob','a namesake','2026-01-02 03:04:05.000000');
CREATE TABLE leases (
	name VARCHAR(80) NOT NULL, 
	fence BIGINT NOT NULL, 
	holder TEXT, 
	host TEXT, 
	pid BIGINT, 
	process_started TEXT, 
	acquired_at DATETIME, 
	expires_at DATETIME, 
	PRIMARY KEY (name)
);
INSERT INTO "leases" VALUES('pipeline',1,NULL,NULL,NULL,NULL,'2026-01-02 03:04:05.000000',NULL);
CREATE TABLE notices (
	batch_id VARCHAR(200) NOT NULL, 
	position INTEGER NOT NULL, 
	code VARCHAR(80) NOT NULL, 
	severity VARCHAR(20) NOT NULL, 
	message TEXT NOT NULL, 
	PRIMARY KEY (batch_id, position), 
	FOREIGN KEY(batch_id) REFERENCES batches (batch_id)
);
INSERT INTO "notices" VALUES('salesforce.lead-00000001',1,'extra_column','info','1 unknown column is kept');
INSERT INTO "notices" VALUES('salesforce.account-00000003',1,'volume','critical','90 % fewer rows');
CREATE TABLE publication (
	publication_id INTEGER NOT NULL, 
	release_id VARCHAR(200), 
	publishing_held BOOLEAN NOT NULL, 
	changed_at DATETIME, 
	PRIMARY KEY (publication_id), 
	CONSTRAINT publication_one_row CHECK (publication_id = 1), 
	FOREIGN KEY(release_id) REFERENCES releases (release_id)
);
INSERT INTO "publication" VALUES(1,'r00000004',0,'2026-01-02 03:04:05.000000');
CREATE TABLE quarantine_reasons (
	batch_id VARCHAR(200) NOT NULL, 
	reason VARCHAR(200) NOT NULL, 
	records BIGINT NOT NULL, 
	PRIMARY KEY (batch_id, reason), 
	FOREIGN KEY(batch_id) REFERENCES batches (batch_id)
);
INSERT INTO "quarantine_reasons" VALUES('salesforce.lead-00000001','email:not_text',2);
CREATE TABLE releases (
	release_id VARCHAR(200) NOT NULL, 
	build_no BIGINT NOT NULL, 
	as_of DATETIME NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	manifest JSON NOT NULL, 
	PRIMARY KEY (release_id), 
	FOREIGN KEY(build_no) REFERENCES builds (build_no), 
	UNIQUE (build_no)
);
INSERT INTO "releases" VALUES('r00000001',1,'2026-01-02 03:04:05.000000','2026-01-02 03:04:05.000000','{"tables": {"a": 1}}');
INSERT INTO "releases" VALUES('r00000003',3,'2026-01-02 03:04:05.000000','2026-01-02 03:04:05.000000','{"tables": {"a": 3}}');
INSERT INTO "releases" VALUES('r00000004',4,'2026-01-02 03:04:05.000000','2026-01-02 03:04:05.000000','{"tables": {"a": 4}}');
CREATE INDEX batches_by_state ON batches (state);
CREATE INDEX events_by_kind ON events (kind, event_id);
CREATE INDEX decisions_by_batch ON decisions (batch_id);
CREATE INDEX deliveries_by_batch ON deliveries (batch_id);
CREATE INDEX deliveries_by_entity ON deliveries (system, entity, landing_seq);
CREATE INDEX deliveries_by_origin ON deliveries (origin);
COMMIT;
