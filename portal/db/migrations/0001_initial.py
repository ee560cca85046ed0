"""The tables of the first release, as they were then: never edited, however `portal.db.tables` changes later."""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

TABLES = """
CREATE TABLE "organisation" (
    "id" {id},
    "name" VARCHAR(200) NOT NULL,
    "plan" VARCHAR(40) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX "organisation_name" ON "organisation" ("name");

CREATE TABLE "organisation_domain" (
    "id" {id},
    "organisation_id" INTEGER NOT NULL,
    "domain" VARCHAR(253) NOT NULL,
    FOREIGN KEY ("organisation_id") REFERENCES "organisation" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "organisation_domain_organisation_id_domain" ON "organisation_domain" ("organisation_id", "domain");

CREATE TABLE "person" (
    "id" {id},
    "name" VARCHAR(200) NOT NULL,
    "password_hash" VARCHAR(255),
    "plan" VARCHAR(40),
    "staff_role" VARCHAR(32),
    "time_zone" VARCHAR(64),
    "theme" VARCHAR(32) NOT NULL,
    "mail_preference" VARCHAR(32) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "signed_in_at" TIMESTAMPTZ,
    "deactivated_at" TIMESTAMPTZ
);

CREATE TABLE "address" (
    "id" {id},
    "person_id" INTEGER NOT NULL,
    "address" VARCHAR(254) NOT NULL,
    "is_main" BOOLEAN NOT NULL,
    "verified_at" TIMESTAMPTZ,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "address_person_id" ON "address" ("person_id");
CREATE UNIQUE INDEX "address_address" ON "address" ("address");

CREATE TABLE "membership" (
    "id" {id},
    "person_id" INTEGER NOT NULL,
    "organisation_id" INTEGER NOT NULL,
    "role" VARCHAR(32) NOT NULL,
    "sees_from" TIMESTAMPTZ,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("organisation_id") REFERENCES "organisation" ("id") ON DELETE CASCADE
);
CREATE INDEX "membership_organisation_id" ON "membership" ("organisation_id");
CREATE UNIQUE INDEX "membership_person_id_organisation_id" ON "membership" ("person_id", "organisation_id");

CREATE TABLE "session" (
    "id" {id},
    "token_hash" VARCHAR(64) NOT NULL,
    "person_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "seen_at" TIMESTAMPTZ NOT NULL,
    "user_agent" VARCHAR(300) NOT NULL,
    "remote_address" VARCHAR(64) NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "session_token_hash" ON "session" ("token_hash");
CREATE INDEX "session_person_id" ON "session" ("person_id");

CREATE TABLE "password_reset" (
    "id" {id},
    "token_hash" VARCHAR(64) NOT NULL,
    "person_id" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "password_reset_token_hash" ON "password_reset" ("token_hash");
CREATE INDEX "password_reset_person_id" ON "password_reset" ("person_id");
CREATE INDEX "password_reset_expires_at" ON "password_reset" ("expires_at");

CREATE TABLE "reset_request" (
    "id" {id},
    "address" VARCHAR(254) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);

CREATE TABLE "kept_post" (
    "person_id" INTEGER NOT NULL PRIMARY KEY,
    "path" VARCHAR(500) NOT NULL,
    "page" VARCHAR(500) NOT NULL,
    "fields" TEXT NOT NULL,
    "files" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);

CREATE TABLE "rate_limit" (
    "key" VARCHAR(255) NOT NULL PRIMARY KEY,
    "count" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX "rate_limit_expires_at" ON "rate_limit" ("expires_at");

CREATE TABLE "ticket" (
    "id" {id},
    "subject" VARCHAR(200) NOT NULL,
    "issue_type" VARCHAR(64) NOT NULL,
    "issue_type_label" VARCHAR(120) NOT NULL,
    "category_label" VARCHAR(120) NOT NULL,
    "kind" VARCHAR(32) NOT NULL,
    "source" VARCHAR(32) NOT NULL,
    "requester_id" INTEGER NOT NULL,
    "organisation_id" INTEGER,
    "engineer_id" INTEGER,
    "visibility" VARCHAR(32) NOT NULL,
    "always_private" BOOLEAN NOT NULL,
    "status" VARCHAR(32) NOT NULL,
    "approval" VARCHAR(32) NOT NULL,
    "urgency" VARCHAR(32),
    "impact" VARCHAR(32),
    "priority" VARCHAR(32),
    "rank" INTEGER NOT NULL,
    "plan" VARCHAR(40) NOT NULL,
    "answers" TEXT NOT NULL,
    "draft" VARCHAR(43),
    "opened_at" TIMESTAMPTZ NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,
    "answer_due_at" TIMESTAMPTZ,
    "answered_at" TIMESTAMPTZ,
    "resolved_at" TIMESTAMPTZ,
    FOREIGN KEY ("requester_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("organisation_id") REFERENCES "organisation" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("engineer_id") REFERENCES "person" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX "ticket_draft" ON "ticket" ("draft");
CREATE INDEX "ticket_requester_id_changed_at_id" ON "ticket" ("requester_id", "changed_at", "id");
CREATE INDEX "ticket_requester_id_rank_id" ON "ticket" ("requester_id", "rank", "id");
CREATE INDEX "ticket_requester_id_id" ON "ticket" ("requester_id", "id");
CREATE INDEX "ticket_requester_id_status" ON "ticket" ("requester_id", "status");
CREATE INDEX "ticket_organisation_id_changed_at_id" ON "ticket" ("organisation_id", "changed_at", "id");
CREATE INDEX "ticket_organisation_id_rank_id" ON "ticket" ("organisation_id", "rank", "id");
CREATE INDEX "ticket_organisation_id_id" ON "ticket" ("organisation_id", "id");
CREATE INDEX "ticket_organisation_id_status_visibility_requester_id_approval" ON "ticket" ("organisation_id", "status", "visibility", "requester_id", "approval");
CREATE INDEX "ticket_engineer_id_changed_at_id" ON "ticket" ("engineer_id", "changed_at", "id");
CREATE INDEX "ticket_status_changed_at_id" ON "ticket" ("status", "changed_at", "id");
CREATE INDEX "ticket_changed_at_id" ON "ticket" ("changed_at", "id");
CREATE INDEX "ticket_rank_id" ON "ticket" ("rank", "id");

CREATE TABLE "ticket_resource" (
    "id" {id},
    "ticket_id" INTEGER NOT NULL,
    "uuid" VARCHAR(36) NOT NULL,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE
);
CREATE INDEX "ticket_resource_ticket_id" ON "ticket_resource" ("ticket_id");
CREATE UNIQUE INDEX "ticket_resource_uuid_ticket_id" ON "ticket_resource" ("uuid", "ticket_id");

CREATE TABLE "entry" (
    "id" {id},
    "ticket_id" INTEGER NOT NULL,
    "kind" VARCHAR(32) NOT NULL,
    "actor_id" INTEGER,
    "by_engineer" BOOLEAN NOT NULL,
    "source" VARCHAR(32) NOT NULL,
    "body" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "once" VARCHAR(64),
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("actor_id") REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "entry_actor_id" ON "entry" ("actor_id");
CREATE UNIQUE INDEX "entry_once" ON "entry" ("once");
CREATE INDEX "entry_ticket_id_id" ON "entry" ("ticket_id", "id");

CREATE TABLE "draft" (
    "id" VARCHAR(43) NOT NULL PRIMARY KEY,
    "author_id" INTEGER NOT NULL,
    "issue_type" VARCHAR(64) NOT NULL,
    "answers" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "tab" VARCHAR(16) NOT NULL,
    "step" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("author_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "draft_author_id_changed_at" ON "draft" ("author_id", "changed_at");

CREATE TABLE "reply_draft" (
    "id" {id},
    "person_id" INTEGER NOT NULL,
    "ticket_id" INTEGER NOT NULL,
    "kind" VARCHAR(32) NOT NULL,
    "body" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE
);
CREATE INDEX "reply_draft_ticket_id" ON "reply_draft" ("ticket_id");
CREATE UNIQUE INDEX "reply_draft_person_id_ticket_id_kind" ON "reply_draft" ("person_id", "ticket_id", "kind");

CREATE TABLE "attachment" (
    "id" VARCHAR(43) NOT NULL PRIMARY KEY,
    "owner_id" INTEGER NOT NULL,
    "draft_id" VARCHAR(43),
    "ticket_id" INTEGER,
    "entry_id" INTEGER,
    "field" VARCHAR(64) NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("owner_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("draft_id") REFERENCES "draft" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("entry_id") REFERENCES "entry" ("id") ON DELETE CASCADE
);
CREATE INDEX "attachment_owner_id" ON "attachment" ("owner_id");
CREATE INDEX "attachment_draft_id" ON "attachment" ("draft_id");
CREATE INDEX "attachment_ticket_id" ON "attachment" ("ticket_id");
CREATE INDEX "attachment_entry_id" ON "attachment" ("entry_id");
CREATE INDEX "attachment_created_at" ON "attachment" ("created_at");

CREATE TABLE "follow" (
    "id" {id},
    "person_id" INTEGER NOT NULL,
    "ticket_id" INTEGER NOT NULL,
    "following" VARCHAR(32) NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE
);
CREATE INDEX "follow_person_id" ON "follow" ("person_id");
CREATE UNIQUE INDEX "follow_ticket_id_person_id" ON "follow" ("ticket_id", "person_id");

CREATE TABLE "outbox" (
    "id" {id},
    "state" VARCHAR(32) NOT NULL,
    "event" VARCHAR(40) NOT NULL,
    "recipient_id" INTEGER,
    "address" VARCHAR(254) NOT NULL,
    "ticket_id" INTEGER,
    "message_id" VARCHAR(255) NOT NULL,
    "subject" VARCHAR(300) NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "headers" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "leased_until" TIMESTAMPTZ,
    "tries" INTEGER NOT NULL,
    "last_error" TEXT NOT NULL,
    "settled_at" TIMESTAMPTZ,
    FOREIGN KEY ("recipient_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE
);
CREATE INDEX "outbox_recipient_id" ON "outbox" ("recipient_id");
CREATE UNIQUE INDEX "outbox_message_id" ON "outbox" ("message_id");
CREATE INDEX "outbox_state_due_at_id" ON "outbox" ("state", "due_at", "id");
CREATE INDEX "outbox_ticket_id_id" ON "outbox" ("ticket_id", "id");
"""

# Counting on, so that a number once given never means another thing; tickets start where numbers look like numbers.
SQLITE_ID = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"
SQLITE = """
INSERT INTO sqlite_sequence (name, seq) VALUES ('ticket', 1000);
CREATE VIRTUAL TABLE ticket_search USING fts5(text, tokenize='unicode61');
"""

POSTGRESQL_ID = "SERIAL NOT NULL PRIMARY KEY"
POSTGRESQL = """
ALTER SEQUENCE ticket_id_seq RESTART WITH 1001;
CREATE TABLE ticket_search (
    rowid BIGINT PRIMARY KEY REFERENCES ticket (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    words TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED
);
CREATE INDEX ticket_search_words ON ticket_search USING gin (words);
"""


def up(migrator: Any, db: Any) -> None:
    """Build everything, on either database."""
    postgresql = isinstance(db, PostgresqlDatabase)
    script = TABLES.replace("{id}", POSTGRESQL_ID if postgresql else SQLITE_ID)
    script += POSTGRESQL if postgresql else SQLITE
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
