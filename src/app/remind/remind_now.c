/* remind/remind_now.c — one person reminded at once of what a member chose. */
#include "app/remind/remind_private.h"

#include "app/mail/mail.h"
#include "app/org/person.h"
#include "app/requirement/requirement.h"
#include "app/zone.h"

static const char sql_zone[] = SQL(
    "SELECT CASE WHEN coalesce(s.time_zone, '') <> '' THEN s.time_zone ELSE g.time_zone END FROM person p JOIN org g ON g.id = p.org_id"
    " LEFT JOIN site s ON s.id = p.site_id WHERE p.org_id = $1 AND p.id = $2");
static const char sql_receiver[] = SQL(
    "SELECT p.name, p.email, (SELECT count(*) FROM mail m WHERE m.person_id = p.id AND m.kind IN " MAILS_OF_THE_DAY ""
    " AND m.created_at >= $3) FROM person p WHERE p.org_id = $1 AND p.id = $2 AND p.removed_at IS NULL");
/* What is proved and cannot be renewed yet needs no reminder. */
static const char sql_tell[] = SQL(
    "INSERT INTO duty_told (person_id, requirement_id, to_owner, due_on, days, mail_id)"
    " SELECT s.person_id, s.requirement_id, 0, coalesce(s.due_on, 0), CASE WHEN s.due_on IS NULL THEN 0 ELSE (s.due_on - $4) / 86400000 END, CAST($5 AS BIGINT)"
    " FROM requirement_standing s JOIN requirement q ON q.id = s.requirement_id WHERE s.org_id = $1 AND s.person_id = $2 AND s.requirement_id = $3"
    " AND q.archived_at IS NULL AND s.state IN " OPEN_STATES " AND s.state <> 6"
    " ON CONFLICT (person_id, requirement_id, to_owner, due_on) DO UPDATE SET mail_id = excluded.mail_id,"
    " days = CASE WHEN excluded.days < duty_told.days THEN excluded.days ELSE duty_told.days END");

struct today { str zone; msec day, midnight; };

static code find_today(struct db *db, struct arena *a, const struct remind_now *n, struct today *out, struct error *err)
{
    struct rows *r = db_query(db, sql_zone, ARGS(v_int(n->org), v_int(n->person)));
    bool found = rows_next(r);

    out->zone = found ? row_str(r, 0, a) : S("UTC");
    TRY(rows_end(r, err));
    out->day = zone_day(a, out->zone, clock_now()).day;
    out->midnight = zone_moment(a, out->zone, out->day);
    return found ? OK : fail(err, NOT_FOUND, "person", "there is no such person in this organisation");
}

static code find_receiver(struct db *db, struct arena *a, const struct remind_now *n, msec midnight, struct receiver *out, struct error *err)
{
    struct rows *r = db_query(db, sql_receiver, ARGS(v_int(n->org), v_int(n->person), v_int(midnight)));
    bool found = rows_next(r), is_away = false;

    if (found)
        *out = (struct receiver){.id = n->person, .name = row_str(r, 0, a), .address = row_str(r, 1, a), .had_one = row_int(r, 2) > 0};
    TRY(rows_end(r, err));
    TRY(person_is_away(db, n->org, n->person, clock_now(), &is_away, err));
    if (!found || !out->address.n || !person_has_address(out->address))
        return fail(err, CONFLICT, "person", "they have no address, or work here no more");
    if (is_away)
        return fail(err, CONFLICT, "person", "they are on leave");
    return out->had_one ? fail(err, CONFLICT, "person", "they had a reminder today") : OK;
}

code remind_now(struct db *db, struct arena *a, const struct remind_now *n, int64_t *mail, struct error *err)
{
    struct today t;
    struct receiver who = {0};
    int64_t all = 0;

    TRY(find_today(db, a, n, &t, err));
    TRY(find_receiver(db, a, n, t.midnight, &who, err));
    TRY(mail_queue_id(db, &(struct mail){.org = n->org, .person = who.id, .kind = S("duty"), .to_address = who.address, .to_name = who.name}, mail, err));
    for (size_t i = 0; i < n->requirements->n; i++) {
        int64_t told = 0;
        TRY(db_run(db, sql_tell, ARGS(v_int(n->org), v_int(n->person), v_int(n->requirements->items[i]), v_int(t.day), v_int(*mail)), &told, err));
        all += told;
    }
    return all ? OK : fail(err, CONFLICT, "person", "nothing of it is open for them");
}
