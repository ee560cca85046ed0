"""Mail that comes in, participants, daily digests: as the tables were then, never edited."""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

TABLES = """
CREATE TABLE "participant" (
    "id" {id},
    "ticket_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "participant_person_id" ON "participant" ("person_id");
CREATE UNIQUE INDEX "participant_ticket_id_person_id" ON "participant" ("ticket_id", "person_id");

CREATE TABLE "digest_item" (
    "id" {id},
    "person_id" INTEGER NOT NULL,
    "ticket_id" INTEGER NOT NULL,
    "event" VARCHAR(40) NOT NULL,
    "headline" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "mail_id" INTEGER,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("mail_id") REFERENCES "outbox" ("id") ON DELETE SET NULL
);
CREATE INDEX "digest_item_ticket_id" ON "digest_item" ("ticket_id");
CREATE INDEX "digest_item_person_id_id" ON "digest_item" ("person_id", "id");

CREATE TABLE "received_mail" (
    "id" {id},
    "fingerprint" VARCHAR(64) NOT NULL,
    "way" VARCHAR(200) NOT NULL,
    "recipients" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "message_id" VARCHAR(255) NOT NULL,
    "sender" VARCHAR(254) NOT NULL,
    "sender_name" VARCHAR(200) NOT NULL,
    "subject" VARCHAR(300) NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,
    "state" VARCHAR(32) NOT NULL,
    "verdict" VARCHAR(32),
    "reason" TEXT NOT NULL,
    "trust" VARCHAR(32) NOT NULL,
    "proof" VARCHAR(300) NOT NULL,
    "person_id" INTEGER,
    "ticket_id" INTEGER,
    "entry_id" INTEGER,
    "draft" VARCHAR(43),
    "data" TEXT NOT NULL,
    "leased_until" TIMESTAMPTZ,
    "tries" INTEGER NOT NULL,
    "error" TEXT NOT NULL,
    "settled_at" TIMESTAMPTZ,
    "settled_by_id" INTEGER,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("entry_id") REFERENCES "entry" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("settled_by_id") REFERENCES "person" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX "received_mail_fingerprint" ON "received_mail" ("fingerprint");
CREATE INDEX "received_mail_message_id" ON "received_mail" ("message_id");
CREATE INDEX "received_mail_person_id" ON "received_mail" ("person_id");
CREATE INDEX "received_mail_entry_id" ON "received_mail" ("entry_id");
CREATE INDEX "received_mail_state_id" ON "received_mail" ("state", "id");
CREATE INDEX "received_mail_ticket_id_id" ON "received_mail" ("ticket_id", "id");
CREATE INDEX "received_mail_sender_received_at" ON "received_mail" ("sender", "received_at");

CREATE TABLE "raw_mail" (
    "mail_id" INTEGER NOT NULL PRIMARY KEY,
    "content" {bytes} NOT NULL,
    FOREIGN KEY ("mail_id") REFERENCES "received_mail" ("id") ON DELETE CASCADE
);

CREATE TABLE "mailbox" (
    "name" VARCHAR(200) NOT NULL PRIMARY KEY,
    "uidvalidity" BIGINT NOT NULL,
    "last_uid" BIGINT NOT NULL,
    "read_at" TIMESTAMPTZ,
    "error" TEXT NOT NULL
);

CREATE TABLE "suspended_address" (
    "address" VARCHAR(254) NOT NULL PRIMARY KEY,
    "reason" VARCHAR(500) NOT NULL,
    "since" TIMESTAMPTZ NOT NULL,
    "until" TIMESTAMPTZ NOT NULL
);

CREATE TABLE "blocked_sender" (
    "address" VARCHAR(254) NOT NULL PRIMARY KEY,
    "blocked_by_id" INTEGER,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("blocked_by_id") REFERENCES "person" ("id") ON DELETE SET NULL
);

ALTER TABLE "ticket" ADD COLUMN "after_resolve_at" TIMESTAMPTZ;
ALTER TABLE "ticket" ADD COLUMN "finished_at" TIMESTAMPTZ;
ALTER TABLE "ticket" ADD COLUMN "follows_id" INTEGER REFERENCES "ticket" ("id") ON DELETE SET NULL;
CREATE INDEX "ticket_follows_id" ON "ticket" ("follows_id");
UPDATE "ticket" SET "finished_at" = "changed_at" WHERE "status" IN ('closed', 'cancelled', 'declined');

ALTER TABLE "outbox" ADD COLUMN "is_answer" BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE "outbox" ADD COLUMN "caused_by" INTEGER;
ALTER TABLE "outbox" ADD COLUMN "about" TEXT NOT NULL DEFAULT '[]';
CREATE INDEX "outbox_address_created_at" ON "outbox" ("address", "created_at");
"""

SQLITE = {"{id}": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "{bytes}": "BLOB"}
POSTGRESQL = {"{id}": "SERIAL NOT NULL PRIMARY KEY", "{bytes}": "BYTEA"}


def up(migrator: Any, db: Any) -> None:
    """Build it, on either database."""
    script = TABLES
    for name, word in (POSTGRESQL if isinstance(db, PostgresqlDatabase) else SQLITE).items():
        script = script.replace(name, word)
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
