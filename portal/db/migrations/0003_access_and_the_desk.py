"""Access given and taken, second factors, the desk, clocks and the audit: as the tables were then, never edited."""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

TABLES = """
CREATE TABLE "departure" (
    "id" {id},
    "person_id" INTEGER NOT NULL,
    "organisation_id" INTEGER NOT NULL,
    "left_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("organisation_id") REFERENCES "organisation" ("id") ON DELETE CASCADE
);
CREATE INDEX "departure_organisation_id" ON "departure" ("organisation_id");
CREATE INDEX "departure_person_id_organisation_id" ON "departure" ("person_id", "organisation_id");

CREATE TABLE "saved_view" (
    "id" {id},
    "person_id" INTEGER NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "saved_view_person_id_name" ON "saved_view" ("person_id", "name");

CREATE TABLE "answer_template" (
    "id" {id},
    "name" VARCHAR(100) NOT NULL,
    "body" TEXT NOT NULL,
    "changed_by_id" INTEGER,
    "changed_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("changed_by_id") REFERENCES "person" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX "answer_template_name" ON "answer_template" ("name");

CREATE TABLE "presence" (
    "id" {id},
    "ticket_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "is_writing" BOOLEAN NOT NULL,
    "seen_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "presence_person_id" ON "presence" ("person_id");
CREATE INDEX "presence_seen_at" ON "presence" ("seen_at");
CREATE UNIQUE INDEX "presence_ticket_id_person_id" ON "presence" ("ticket_id", "person_id");

CREATE TABLE "ticket_link" (
    "id" {id},
    "ticket_id" INTEGER NOT NULL,
    "other_id" INTEGER NOT NULL,
    "kind" VARCHAR(32) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("other_id") REFERENCES "ticket" ("id") ON DELETE CASCADE
);
CREATE INDEX "ticket_link_other_id" ON "ticket_link" ("other_id");
CREATE UNIQUE INDEX "ticket_link_ticket_id_other_id" ON "ticket_link" ("ticket_id", "other_id");

CREATE TABLE "information_request" (
    "id" {id},
    "ticket_id" INTEGER NOT NULL,
    "entry_id" INTEGER,
    "asked_by_id" INTEGER,
    "issue_type" VARCHAR(64) NOT NULL,
    "questions" TEXT NOT NULL,
    "answers" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "answered_at" TIMESTAMPTZ,
    "withdrawn_at" TIMESTAMPTZ,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("entry_id") REFERENCES "entry" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("asked_by_id") REFERENCES "person" ("id") ON DELETE SET NULL
);
CREATE INDEX "information_request_ticket_id" ON "information_request" ("ticket_id");
CREATE INDEX "information_request_entry_id" ON "information_request" ("entry_id");

CREATE TABLE "satisfaction" (
    "ticket_id" INTEGER NOT NULL PRIMARY KEY,
    "score" INTEGER NOT NULL,
    "comment" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE
);
CREATE INDEX "satisfaction_created_at" ON "satisfaction" ("created_at");

CREATE TABLE "invitation" (
    "id" {id},
    "token_hash" VARCHAR(64),
    "person_id" INTEGER NOT NULL,
    "organisation_id" INTEGER NOT NULL,
    "address" VARCHAR(254) NOT NULL,
    "ticket_id" INTEGER,
    "created_at" TIMESTAMPTZ NOT NULL,
    "sent_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "accepted_at" TIMESTAMPTZ,
    "withdrawn_at" TIMESTAMPTZ,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("organisation_id") REFERENCES "organisation" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX "invitation_token_hash" ON "invitation" ("token_hash");
CREATE INDEX "invitation_person_id" ON "invitation" ("person_id");
CREATE INDEX "invitation_organisation_id" ON "invitation" ("organisation_id");
CREATE INDEX "invitation_ticket_id" ON "invitation" ("ticket_id");

CREATE TABLE "fulfilment" (
    "id" {id},
    "ticket_id" INTEGER NOT NULL,
    "kind" VARCHAR(32) NOT NULL,
    "state" VARCHAR(32) NOT NULL,
    "plan" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "confirmed_by_id" INTEGER,
    "confirmed_at" TIMESTAMPTZ NOT NULL,
    "done_at" TIMESTAMPTZ,
    "report" TEXT NOT NULL,
    "error" TEXT NOT NULL,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("confirmed_by_id") REFERENCES "person" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX "fulfilment_ticket_id" ON "fulfilment" ("ticket_id");
CREATE INDEX "fulfilment_state_due_at" ON "fulfilment" ("state", "due_at");

CREATE TABLE "task" (
    "id" {id},
    "ticket_id" INTEGER NOT NULL,
    "name" VARCHAR(64) NOT NULL,
    "done_at" TIMESTAMPTZ,
    "done_by_id" INTEGER,
    "proof" TEXT NOT NULL,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("done_by_id") REFERENCES "person" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX "task_ticket_id_name" ON "task" ("ticket_id", "name");

CREATE TABLE "review" (
    "id" {id},
    "organisation_id" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL,
    "reminded_at" TIMESTAMPTZ,
    "closed_at" TIMESTAMPTZ,
    FOREIGN KEY ("organisation_id") REFERENCES "organisation" ("id") ON DELETE CASCADE
);
CREATE INDEX "review_organisation_id" ON "review" ("organisation_id");

CREATE TABLE "review_answer" (
    "id" {id},
    "review_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "decision" VARCHAR(32) NOT NULL,
    "decided_by_id" INTEGER,
    "decided_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("review_id") REFERENCES "review" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("decided_by_id") REFERENCES "person" ("id") ON DELETE SET NULL
);
CREATE INDEX "review_answer_person_id" ON "review_answer" ("person_id");
CREATE UNIQUE INDEX "review_answer_review_id_person_id" ON "review_answer" ("review_id", "person_id");

CREATE TABLE "audited" (
    "id" {id},
    "at" TIMESTAMPTZ NOT NULL,
    "actor" INTEGER,
    "actor_name" VARCHAR(200) NOT NULL,
    "action" VARCHAR(40) NOT NULL,
    "origin" VARCHAR(64) NOT NULL,
    "person" INTEGER,
    "organisation" INTEGER,
    "ticket" INTEGER,
    "data" TEXT NOT NULL
);
CREATE INDEX "audited_at_id" ON "audited" ("at", "id");
CREATE INDEX "audited_actor_at_id" ON "audited" ("actor", "at", "id");
CREATE INDEX "audited_action_at_id" ON "audited" ("action", "at", "id");
CREATE INDEX "audited_person_at_id" ON "audited" ("person", "at", "id");
CREATE INDEX "audited_organisation_at_id" ON "audited" ("organisation", "at", "id");
CREATE INDEX "audited_ticket_at_id" ON "audited" ("ticket", "at", "id");

CREATE TABLE "authenticator" (
    "person_id" INTEGER NOT NULL PRIMARY KEY,
    "secret" TEXT NOT NULL,
    "last_step" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "confirmed_at" TIMESTAMPTZ,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);

CREATE TABLE "recovery_code" (
    "id" {id},
    "person_id" INTEGER NOT NULL,
    "code_hash" VARCHAR(255) NOT NULL,
    "used_at" TIMESTAMPTZ,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "recovery_code_person_id" ON "recovery_code" ("person_id");

CREATE TABLE "passkey" (
    "id" {id},
    "person_id" INTEGER NOT NULL,
    "credential_id" VARCHAR(1400) NOT NULL,
    "public_key" TEXT NOT NULL,
    "sign_count" BIGINT NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "passkey_person_id" ON "passkey" ("person_id");
CREATE UNIQUE INDEX "passkey_credential_id" ON "passkey" ("credential_id");

CREATE TABLE "challenge" (
    "token_hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "purpose" VARCHAR(20) NOT NULL,
    "person_id" INTEGER,
    "challenge" VARCHAR(200) NOT NULL,
    "tries" INTEGER NOT NULL,
    "data" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "challenge_person_id" ON "challenge" ("person_id");
CREATE INDEX "challenge_expires_at" ON "challenge" ("expires_at");

CREATE TABLE "address_code" (
    "id" {id},
    "person_id" INTEGER NOT NULL,
    "address" VARCHAR(254) NOT NULL,
    "code_hash" VARCHAR(64) NOT NULL,
    "tries" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "address_code_expires_at" ON "address_code" ("expires_at");
CREATE UNIQUE INDEX "address_code_person_id_address" ON "address_code" ("person_id", "address");

ALTER TABLE "organisation" ADD COLUMN "demands_second_factor" BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE "organisation" ADD COLUMN "deactivated_at" TIMESTAMPTZ;
ALTER TABLE "membership" ADD COLUMN "since" TIMESTAMPTZ;
ALTER TABLE "session" ADD COLUMN "proved_at" TIMESTAMPTZ;
CREATE INDEX "person_name_id" ON "person" ("name", "id");

ALTER TABLE "ticket" ADD COLUMN "requester_left_at" TIMESTAMPTZ;
ALTER TABLE "ticket" ADD COLUMN "merged_into_id" INTEGER REFERENCES "ticket" ("id") ON DELETE SET NULL;
ALTER TABLE "ticket" ADD COLUMN "fulfilment" VARCHAR(32);
ALTER TABLE "ticket" ADD COLUMN "concerns_id" INTEGER REFERENCES "person" ("id") ON DELETE SET NULL;
ALTER TABLE "ticket" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "ticket" ADD COLUMN "due_at" TIMESTAMPTZ NOT NULL DEFAULT '{stands}';
ALTER TABLE "ticket" ADD COLUMN "due_kind" VARCHAR(32);
ALTER TABLE "ticket" ADD COLUMN "warn_at" TIMESTAMPTZ NOT NULL DEFAULT '{never}';
ALTER TABLE "ticket" ADD COLUMN "warned" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "ticket" ADD COLUMN "waiting_since" TIMESTAMPTZ;
ALTER TABLE "ticket" ADD COLUMN "reminded" INTEGER NOT NULL DEFAULT 0;
DROP INDEX "ticket_organisation_id_status_visibility_requester_id_approval";
CREATE INDEX "ticket_organisation_id_status_visibility_requester_id_ap_ed28c19" ON "ticket" ("organisation_id", "status", "visibility", "requester_id", "approval", "concerns_id");
CREATE INDEX "ticket_merged_into_id" ON "ticket" ("merged_into_id");
CREATE INDEX "ticket_warn_at" ON "ticket" ("warn_at");
CREATE INDEX "ticket_due_at_id" ON "ticket" ("due_at", "id");
CREATE INDEX "ticket_engineer_id_due_at_id" ON "ticket" ("engineer_id", "due_at", "id");
CREATE INDEX "ticket_fulfilment_due_at_id" ON "ticket" ("fulfilment", "due_at", "id");
CREATE INDEX "ticket_status_waiting_since" ON "ticket" ("status", "waiting_since");
CREATE INDEX "ticket_opened_at_rank_issue_type_organisation_id_answer__1237325" ON "ticket" ("opened_at", "rank", "issue_type", "organisation_id", "answer_due_at", "answered_at", "resolved_at", "finished_at");
CREATE INDEX "ticket_resolved_at_finished_at_opened_at_rank_issue_type_24f8303" ON "ticket" ("resolved_at", "finished_at", "opened_at", "rank", "issue_type", "organisation_id");
UPDATE "ticket" SET "due_at" = '{never}' WHERE "status" IN ('closed', 'cancelled', 'declined');
UPDATE "ticket" SET "due_at" = "answer_due_at", "due_kind" = 'answer'
    WHERE "answer_due_at" IS NOT NULL AND "answered_at" IS NULL
    AND "status" IN ('new', 'in_progress', 'waiting_for_third_party');
UPDATE "ticket" SET "fulfilment" = 'onboard' WHERE "issue_type" = 'staff_onboarding';
UPDATE "ticket" SET "fulfilment" = 'offboard' WHERE "issue_type" = 'staff_offboarding';
UPDATE "ticket" SET "waiting_since" = "changed_at" WHERE "status" = 'waiting_for_customer';
"""

# What was written down once is neither changed nor taken away, whatever the program does (S-22).
SQLITE_AUDIT = """
CREATE TRIGGER audited_is_not_changed BEFORE UPDATE ON audited
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audited_is_not_deleted BEFORE DELETE ON audited
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audited_is_not_replaced BEFORE INSERT ON audited
    WHEN EXISTS (SELECT 1 FROM audited WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
"""
POSTGRESQL_AUDIT = """
CREATE FUNCTION refuse_to_change_the_audit() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$;
CREATE TRIGGER audited_is_not_changed BEFORE UPDATE OR DELETE ON audited
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_audit();
CREATE TRIGGER audited_is_not_emptied BEFORE TRUNCATE ON audited
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_audit();
"""

SQLITE = {
    "{id}": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
    "{stands}": "9998-01-01 00:00:00.000000",
    "{never}": "9999-01-01 00:00:00.000000",
}
POSTGRESQL = {
    "{id}": "SERIAL NOT NULL PRIMARY KEY",
    "{stands}": "9998-01-01 00:00:00+00",
    "{never}": "9999-01-01 00:00:00+00",
}


def up(migrator: Any, db: Any) -> None:
    """Build it, on either database."""
    postgresql = isinstance(db, PostgresqlDatabase)
    script = TABLES
    for name, word in (POSTGRESQL if postgresql else SQLITE).items():
        script = script.replace(name, word)
    script += POSTGRESQL_AUDIT if postgresql else SQLITE_AUDIT
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
