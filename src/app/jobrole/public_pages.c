/* jobrole/public_pages.c — what a job role takes, for anybody to read: as a page, as a
 * poster for the wall, for programs. Nothing of it is about people. */
#include "app/jobrole/jobrole_view.h"

#include "app/brand.h"
#include "app/zone.h"
#include "format/json.h"
#include "templates.h"

str jobrole_address(struct request *rq, const struct jobrole *j)
{
    return j->published ? app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/roles/"), j->public_id)) : S("");
}

/* A rule that changed later is what it takes only since then. */
static void since_rules(const struct jobrole_lines *all, struct jobrole_stand *s)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].since > s->since)
            s->since = all->items[i].since;
}

static code load(struct request *rq, struct jobrole_public_view *v, struct error *err)
{
    struct org o;
    struct org_awarding w;

    TRY(jobrole_by_public_id(rq->db, rq->arena, request_param(rq, "role"), &v->j, err));
    TRY(org_get(rq->db, rq->arena, v->j.org, &o, err));
    TRY(org_awarding_get(rq->db, rq->arena, v->j.org, &w, err));
    v->org = o.name;
    v->self = str_join(rq->arena, S("/roles/"), v->j.public_id);
    v->address = jobrole_address(rq, &v->j);
    v->shown = str_find(v->address, S("://")) < 0 ? v->address : str_from(v->address, (size_t)str_find(v->address, S("://")) + 3);
    v->words = as_markdown(v->j.words);
    v->day = zone_day(rq->arena, w.time_zone, clock_now()).day;
    TRY(jobrole_lines_find(rq->db, rq->arena, &(struct jobrole_lines_ask){&v->j, .in_force = true, .to = &(struct proof_reader){PROOF_FOR_ANYBODY, app_of(rq), v->j.org}}, &v->takes, err));
    TRY(jobrole_stand(rq->db, &v->j, &v->stand, err));
    since_rules(&v->takes.mandatory, &v->stand);
    since_rules(&v->takes.desirable, &v->stand);
    return OK;
}

static void show(struct request *rq, struct response *rs, void (*template)(struct out *, const struct jobrole_public_view *))
{
    struct jobrole_public_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.j.name), "");
    brand_page_of(rq, &o, v.j.org, 0);
    template(&o, &v);
    app_send(rq, rs, &o);
}

/* At the address of the page stands the document too, for whoever asks for it. */
void jobrole_public_show(struct request *rq, struct response *rs)
{
    if (app_wants_json(rq))
        jobrole_json_show(rq, rs);
    else
        show(rq, rs, tmpl_jobrole_public);
    response_header(rs, "Vary", S("Accept"));
}

void jobrole_poster_show(struct request *rq, struct response *rs)
{
    show(rq, rs, tmpl_jobrole_poster);
}

void jobrole_qr_show(struct request *rq, struct response *rs)
{
    struct jobrole j;
    struct error err = {0};

    if (jobrole_by_public_id(rq->db, rq->arena, request_param(rq, "role"), &j, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_send_qr(rq, rs, jobrole_address(rq, &j), S("private, max-age=3600"));
}

/* ---- for programs: Occupation of schema.org ---- */

/* The badges that prove it, wherever they stand in the rule: what a provider aligns a badge of its own to. */
static void put_badges(struct arena *a, struct json_writer *w, const struct app *app, const struct proof_part *p)
{
    if (str_starts(p->href, S("/badges/")))
        json_put_str(w, app_url(a, app, p->href));
    for (size_t i = 0; i < p->parts.n; i++)
        put_badges(a, w, app, &p->parts.items[i]);
}

static void put_mandatory(struct arena *a, struct json_writer *w, const struct jobrole_line *line)
{
    json_put_member(w, "@type", S("EducationalOccupationalCredential"));
    json_put_member(w, "identifier", line->ask.r.code);
    json_put_member(w, "version", str_printf(a, "%lld", (long long)line->ask.r.number));
    if (line->lasts.unit != SPAN_NONE)
        json_put_member(w, "validFor", span_write(a, line->lasts));
}

/* A qualification is required there; what is desired besides is a skill. */
static void put_desirable(struct arena *a, struct json_writer *w, const struct jobrole_line *line)
{
    (void)a;
    json_put_member(w, "@type", S("DefinedTerm"));
    json_put_member(w, "termCode", line->ask.r.code);
}

static void put_term(struct json_writer *w, const struct jobrole_skill_line *line)
{
    json_open_object(w);
    json_put_member(w, "@type", S("DefinedTerm"));
    json_put_member(w, "name", line->s.name);
    if (line->s.code.n)
        json_put_member(w, "termCode", line->s.code);
    json_put_member(w, "inDefinedTermSet", line->s.framework_name);
    json_put_member(w, "url", line->s.url);
    if (line->s.why.n && !line->s.mandatory)
        json_put_member(w, "description", line->s.why);
    json_close_object(w);
}

/* The level at which it is asked for: of its scale, by name and number. */
static void put_level(struct arena *a, struct json_writer *w, const struct jobrole_skill_line *line)
{
    if (!line->level.n)
        return;
    json_put_key(w, "educationalLevel");
    json_open_object(w);
    json_put_member(w, "@type", S("DefinedTerm"));
    json_put_member(w, "name", line->level);
    json_put_member(w, "termCode", str_printf(a, "%lld", (long long)line->s.level));
    json_put_member(w, "inDefinedTermSet", line->s.framework_name);
    json_close_object(w);
}

/* What must be known is a qualification that asks for it. A term of `skills` has no place for a level. */
static void put_skills(struct arena *a, struct json_writer *w, const struct jobrole_skill_lines *lines)
{
    for (size_t i = 0; i < lines->n; i++) {
        const struct jobrole_skill_line *line = &lines->items[i];
        if (!line->s.mandatory) {
            put_term(w, line);
            continue;
        }
        json_open_object(w);
        json_put_member(w, "@type", S("EducationalOccupationalCredential"));
        json_put_member(w, "name", line->s.name);
        if (line->s.why.n)
            json_put_member(w, "description", line->s.why);
        put_level(a, w, line);
        json_put_key(w, "competencyRequired");
        put_term(w, line);
        json_close_object(w);
    }
}

/* Into an array that is open. */
static void put_lines(struct arena *a, struct json_writer *w, const struct app *app, const struct jobrole_lines *lines, void (*put)(struct arena *, struct json_writer *, const struct jobrole_line *))
{
    for (size_t i = 0; i < lines->n; i++) {
        const struct jobrole_line *line = &lines->items[i];
        json_open_object(w);
        put(a, w, line);
        json_put_member(w, "name", line->ask.r.name);
        if (line->ask.why.n || line->basis.n)
            json_put_member(w, "description", line->ask.why.n ? line->ask.why : line->basis);
        json_put_key(w, "url");
        json_open_array(w);
        put_badges(a, w, app, &line->how);
        json_close_array(w);
        json_close_object(w);
    }
}

void jobrole_json_show(struct request *rq, struct response *rs)
{
    struct jobrole_public_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    json_open_object(&w);
    json_put_member(&w, "@context", S("https://schema.org"));
    json_put_member(&w, "@type", S("Occupation"));
    json_put_member(&w, "@id", v.address);
    json_put_member(&w, "url", v.address);
    json_put_member(&w, "identifier", v.j.code);
    json_put_member(&w, "name", v.j.name);
    json_put_member(&w, "version", str_printf(rq->arena, "%lld", (long long)v.stand.number));
    json_put_member(&w, "dateModified", date_format(rq->arena, date_of(v.stand.since)));
    if (v.j.words.n)
        json_put_member(&w, "description", v.j.words);
    json_put_key(&w, "qualifications");
    json_open_array(&w);
    put_lines(rq->arena, &w, app_of(rq), &v.takes.mandatory, put_mandatory);
    put_skills(rq->arena, &w, &v.takes.must);
    json_close_array(&w);
    json_put_key(&w, "skills");
    json_open_array(&w);
    put_lines(rq->arena, &w, app_of(rq), &v.takes.desirable, put_desirable);
    put_skills(rq->arena, &w, &v.takes.may);
    json_close_array(&w);
    json_close_object(&w);
    response_bytes(rs, S("application/ld+json"), buf_done(&b));
}
