/* matrix/why.c — why somebody stands as they do: found, and told to programs. */
#include "app/matrix/matrix.h"

#include "app/org/person.h"
#include "format/json.h"

code why_find(struct db *db, struct arena *a, const struct why_ask *q, struct why *out, struct error *err)
{
    struct person p;

    *out = (struct why){.ask = *q};
    TRY(person_get(db, a, q->org, q->person, &p, err));
    out->person = p.name.n ? p.name : p.email;
    TRY(requirement_get(db, a, q->org, q->requirement, &out->requirement, err));
    TRY(requirement_records(db, a, &(struct requirement_person){q->org, q->requirement, q->person, 0}, &out->recorded, err));
    return requirement_explain(db, a, &(struct explain_ask){.org = q->org, .requirement = q->requirement, .person = q->person, .at = q->at}, &out->x, err);
}

code why_moment(str text, struct requirement_moment *out, struct error *err)
{
    struct date day;
    msec t;

    *out = (struct requirement_moment){0};
    if (str_is_empty(text))
        return OK;
    if (date_parse(text, &day, NULL) == OK) {
        out->day = date_start(day);
        return OK;
    }
    if (time_parse(text, &t, NULL) != OK)
        return fail(err, BAD_INPUT, "at", "write the day as 2026-11-24, or a moment as 2026-11-24T09:00:00Z");
    *out = (struct requirement_moment){t - t % DAY, t};
    return OK;
}

static void put_requirement(struct arena *a, struct json_writer *w, const struct why *y)
{
    json_put_key(w, "requirement");
    json_open_object(w);
    json_put_member_int(w, "id", y->requirement.id);
    json_put_member(w, "code", y->requirement.code);
    json_put_member(w, "name", y->x.version.name);
    json_put_member_int(w, "version", y->x.version.number);
    if (y->x.version.published_on)
        json_put_member(w, "publishedOn", date_format(a, date_of(y->x.version.published_on)));
    json_close_object(w);
}

static void put_sentences(struct arena *a, struct db *db, struct json_writer *w, const struct why *y)
{
    json_put_key(w, "sentences");
    json_open_array(w);
    for (size_t i = 0; i < y->x.standing.why.n; i++)
        json_put_str(w, requirement_why_words(a, db, &y->x, &y->x.standing.why.items[i]));
    json_close_array(w);
}

str why_json(struct arena *a, struct db *db, const struct why *y)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_key(&w, "person");
    json_open_object(&w);
    json_put_member_int(&w, "id", y->ask.person);
    json_put_member(&w, "name", y->person);
    json_close_object(&w);
    put_requirement(a, &w, y);
    json_put_member(&w, "asAt", date_format(a, date_of(y->x.day)));
    if (y->ask.at.known)
        json_put_member(&w, "knownBy", time_format(a, y->ask.at.known));
    json_put_member(&w, "timeZone", y->x.time_zone);
    json_put_key(&w, "standing");
    requirement_standing_write(a, &w, &y->x.standing, &(struct standing_proofs){&y->x.records, &y->recorded});
    put_sentences(a, db, &w, y);
    json_close_object(&w);
    return buf_done(&b);
}
