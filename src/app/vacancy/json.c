/* vacancy/json.c — a vacancy for programs (JobPosting of schema.org), and for whoever sent
 * something a copy of what is kept about them, with the reasons of each point. */
#include "app/vacancy/vacancy_view.h"

#include "format/json.h"

static void put_day(struct arena *a, struct json_writer *w, const char *name, msec day)
{
    json_put_member(w, name, date_format(a, date_of(day)));
}

static void put_asks(struct arena *a, struct json_writer *w, const struct vacancy_lines *lines, bool must)
{
    json_open_array(w);
    for (size_t i = 0; i < lines->n; i++) {
        const struct vacancy_line *line = &lines->items[i];
        if (line->is_must != must)
            continue;
        json_open_object(w);
        json_put_member(w, "@type", must ? S("EducationalOccupationalCredential") : S("DefinedTerm"));
        json_put_member(w, "name", line->title);
        if (line->level.n && must)
            json_put_member(w, "educationalLevel", line->level);
        json_put_key(w, "description");
        struct buf b = buf_new(a);
        for (size_t k = 0; k < line->ways.n; k++) {
            buf_putz(&b, k ? "; " : "");
            buf_put(&b, way_words(a, &line->ways.items[k]));
        }
        json_put_str(w, buf_done(&b));
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_organisation(struct json_writer *w, const struct vacancy *v)
{
    json_put_key(w, "hiringOrganization");
    json_open_object(w);
    json_put_member(w, "@type", S("Organization"));
    json_put_member(w, "name", v->org_name);
    json_close_object(w);
    if (v->place.n == 0)
        return;
    json_put_key(w, "jobLocation");
    json_open_object(w);
    json_put_member(w, "@type", S("Place"));
    json_put_member(w, "name", v->place);
    json_close_object(w);
}

void vacancy_json_show(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct vacancy_lines lines = {0};
    struct vacancy v;
    struct error err = {0};
    code c = vacancy_by_public_id(rq->db, a, request_param(rq, "vacancy"), &v, &err);

    if (c == OK)
        c = vacancy_lines(rq->db, a, v.id, &lines, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    str address = app_url(a, app_of(rq), vacancy_path(a, &v));
    json_open_object(&w);
    json_put_member(&w, "@context", S("https://schema.org"));
    json_put_member(&w, "@type", S("JobPosting"));
    json_put_member(&w, "@id", address);
    json_put_member(&w, "url", address);
    json_put_member(&w, "title", v.title);
    json_put_member(&w, "description", v.words);
    put_day(a, &w, "datePosted", v.opens != NO_DAY ? v.opens : v.opened);
    put_day(a, &w, "validThrough", v.closes);
    json_put_member_bool(&w, "directApply", str_eq(v.state, S("open")));
    put_organisation(&w, &v);
    json_put_key(&w, "qualifications");
    put_asks(a, &w, &lines, true);
    json_put_key(&w, "skills");
    put_asks(a, &w, &lines, false);
    json_close_object(&w);
    response_bytes(rs, S("application/ld+json"), buf_done(&b));
}

/* ---- what is kept about somebody ---- */

static void put_badges(struct json_writer *w, const struct candidate_badges *badges)
{
    json_put_key(w, "badges");
    json_open_array(w);
    for (size_t i = 0; i < badges->n; i++) {
        const struct candidate_badge *one = &badges->items[i];
        json_open_object(w);
        json_put_member(w, "name", one->name);
        json_put_member(w, "issuer", one->issuer);
        json_put_member(w, "madeOutTo", one->whose);
        json_put_member(w, "original", one->original);
        json_put_key(w, "report");
        json_put_text(w, one->report);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_points(struct json_writer *w, const struct scored *s)
{
    const struct point_lines *both[] = {&s->must, &s->nice};

    json_put_key(w, "points");
    json_open_array(w);
    for (size_t k = 0; k < COUNT(both); k++)
        for (size_t i = 0; i < both[k]->n; i++) {
            const struct point_line *one = &both[k]->items[i];
            json_open_object(w);
            json_put_member(w, "line", one->title);
            json_put_member_bool(w, "must", k == 0);
            json_put_member(w, "points", one->points);
            json_put_member(w, "of", one->of);
            json_put_member(w, "why", one->why);
            json_close_object(w);
        }
    json_close_array(w);
}

static code load(struct request *rq, struct candidate *c, struct candidate_badges *badges, struct scored *scored, struct error *err)
{
    TRY(candidate_by_token(rq->db, rq->arena, request_param(rq, "vacancy"), request_param(rq, "token"), c, err));
    TRY(candidate_badges(rq->db, rq->arena, c->id, badges, err));
    return scored_find(rq->db, rq->arena, c, badges, scored, err);
}

/* What those who recruit wrote about them is theirs to read too. */
void vacancy_mine_json(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct candidate_badges badges = {0};
    struct candidate c;
    struct scored scored;
    struct error err = {0};

    if (load(rq, &c, &badges, &scored, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    json_open_object(&w);
    json_put_member(&w, "name", c.name);
    json_put_member(&w, "address", c.address);
    json_put_member(&w, "letter", c.letter);
    json_put_member(&w, "notes", c.note);
    json_put_member(&w, "state", c.told || !c.decided ? c.state : c.before);
    json_put_member(&w, "sent", time_format(a, c.created));
    json_put_member(&w, "deletedOn", time_format(a, c.keep_until));
    put_points(&w, &scored);
    put_badges(&w, &badges);
    json_close_object(&w);
    response_bytes(rs, S("application/json"), buf_done(&b));
    response_header(rs, "Content-Disposition", S("attachment; filename=\"vacancy.json\""));
    response_header(rs, "Cache-Control", S("no-store"));
}
