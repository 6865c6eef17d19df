/* requirement/why.c — a standing and its reasons for programs. */
#include "app/requirement/requirement.h"

/* "due-notice" */
static const char *why_code_name(enum why_code c)
{
    static const char *const names[WHY_CODES] = {
        [WHY_NOT_ASSIGNED] = "not-assigned", [WHY_ASSIGNED] = "assigned", [WHY_DUE] = "due", [WHY_DUE_UNKNOWN] = "due-unknown",
        [WHY_DUE_NOTICE] = "due-notice", [WHY_DUE_LEAVE] = "due-leave", [WHY_NO_DUE] = "no-due", [WHY_RECORD] = "record", [WHY_MISSING] = "missing",
        [WHY_RENEWED_BY_VERSION] = "renewed-by-version", [WHY_HELD] = "held", [WHY_ENDED] = "ended", [WHY_WINDOW] = "window", [WHY_GRACE] = "grace",
        [WHY_EXTENDED] = "extended", [WHY_WAIVED] = "waived", [WHY_SUSPENDED] = "suspended", [WHY_LEAVE] = "leave", [WHY_STARTED] = "started",
        [WHY_SUBMITTED] = "submitted", [WHY_AWAY_TOO_LONG] = "away-too-long",
    };

    return (unsigned)c < WHY_CODES ? names[c] : "?";
}

static void put_day(struct arena *a, struct json_writer *w, const char *key, msec day)
{
    if (day != NO_DAY)
        json_put_member(w, key, date_format(a, date_of(day)));
}

/* Who recorded it, and when: an auditor asks. */
static void put_recorded(struct arena *a, struct json_writer *w, const struct record_line *r)
{
    json_put_member(w, "source", r->source);
    if (r->who.n)
        json_put_member(w, "recordedBy", r->who);
    json_put_member(w, "recorded", time_format(a, r->recorded));
    if (r->note.n)
        json_put_member(w, "note", r->note);
    if (r->corrects)
        json_put_member_int(w, r->voids ? "voids" : "corrects", r->corrects);
}

static const struct record_line *recorded_of(const struct record_lines *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].id == id)
            return &all->items[i];
    return NULL;
}

static void put_record(struct arena *a, struct json_writer *w, const struct requirement_why *y, const struct standing_proofs *proofs)
{
    const struct proof_record *r = &proofs->records->items[y->record];
    const struct record_line *line = r->from == FROM_RECORD ? recorded_of(proofs->recorded, r->id) : NULL;
    static const char *const from_names[] = {[FROM_AWARD] = "award", [FROM_RECORD] = "record", [FROM_REQUIREMENT] = "requirement"};

    json_put_member(w, "verdict", cstr(record_verdict_name(y->verdict)));
    json_put_member_int(w, from_names[r->from], r->id);
    json_put_member(w, "proves", cstr(proof_kind_name(r->kind)));
    if (line)
        put_recorded(a, w, line);
}

static void put_why(struct arena *a, struct json_writer *w, const struct requirement_why *y, const struct standing_proofs *proofs)
{
    json_open_object(w);
    json_put_member(w, "code", cstr(why_code_name(y->code)));
    if (y->code == WHY_RECORD)
        put_record(a, w, y, proofs);
    if (y->code == WHY_DUE || y->code == WHY_DUE_UNKNOWN)
        json_put_member(w, "from", cstr(due_from_name(y->from)));
    if (y->leaf)
        json_put_member(w, "needs", cstr(proof_kind_name(y->leaf->kind)));
    if (y->ref)
        json_put_member_int(w, "ref", y->ref);
    if (y->name.n)
        json_put_member(w, "name", y->name);
    if (y->n)
        json_put_member_int(w, "days", y->n);
    put_day(a, w, "day", y->day);
    put_day(a, w, "last", y->last);
    if (y->chosen)
        json_put_member_bool(w, "chosen", true);
    json_close_object(w);
}

void requirement_standing_write(struct arena *a, struct json_writer *w, const struct requirement_standing *s, const struct standing_proofs *proofs)
{
    json_open_object(w);
    json_put_member(w, "state", cstr(requirement_state_name(s->state)));
    put_day(a, w, "due", s->due);
    put_day(a, w, "since", s->since);
    put_day(a, w, "expires", s->expires);
    put_day(a, w, "completed", s->completed);
    put_day(a, w, "ended", s->ended);
    put_day(a, w, "next", s->next);
    json_put_key(w, "why");
    json_open_array(w);
    for (size_t i = 0; i < s->why.n; i++)
        put_why(a, w, &s->why.items[i], proofs);
    json_close_array(w);
    json_close_object(w);
}
