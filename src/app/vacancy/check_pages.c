/* vacancy/check_pages.c — "Check me" at a job role's public page: badges dropped, or a link to
 * what somebody shows of a Backpack here, held against what the role takes. Nothing is kept. */
#include "app/vacancy/vacancy_view.h"

#include "app/brand.h"
#include "app/jobrole/jobrole.h"
#include "app/show/show.h"
#include "app/verify/verify_pages.h"
#include "base/uri.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"file", FIELD_FILE, "Badges", .max = VERIFY_FILE},
    {"link", FIELD_LINE, "Link to a Backpack", .max = 500},
    {"address", FIELD_LINE, "Your e-mail address", .max = 254},
};
const struct form_spec role_check_spec = FORM(fields);

/* `as`: the role as what is dropped is sealed for. */
struct checking { struct jobrole j; struct vacancy as; struct dropping d; bool is_link; };

static bool open_role(struct request *rq, struct response *rs, struct checking *c)
{
    struct error err = {0};

    if (jobrole_by_public_id(rq->db, rq->arena, request_param(rq, "role"), &c->j, &err) != OK) {
        app_fail(rq, rs, &err);
        return false;
    }
    c->as = (struct vacancy){.org = c->j.org, .public_id = c->j.public_id};
    c->d = (struct dropping){.rq = rq, .v = &c->as};
    return true;
}

static str role_path(struct request *rq, const struct jobrole *j)
{
    return str_join(rq->arena, S("/roles/"), j->public_id);
}

static void send(struct request *rq, struct response *rs, struct out *o, const struct form *f)
{
    app_send_form(rq, rs, o, f);
    response_header(rs, "Cache-Control", S("no-store"));
    response_header(rs, "X-Robots-Tag", S("noindex"));
}

/* ---- asked ---- */

static void ask(struct request *rq, struct response *rs, const struct jobrole *j, struct form *f)
{
    struct role_check_view v = {.j = *j, .form = f, .role = role_path(rq, j)};

    v.self = str_join(rq->arena, v.role, S("/check"));
    v.file = (struct drop_view){.value = form_value(f, "file"), .label = "Your badges", .title = "Choose badges", .many = true, .icon = "file-search", .optional = true,
                                .hint = "PNG, SVG, JSON or JWT files of any age, and ZIP or PDF with badges in them: up to 20 badges, 5 MB together",
                                .accept = ".png,.svg,.json,.jsonld,.jwt,.jws,.txt,.pdf,.zip,image/png,image/svg+xml,application/json,application/pdf,application/zip"};
    struct out o = app_page(rq, "Check me", "");
    brand_page_of(rq, &o, j->org, 0);
    tmpl_role_check(&o, &v);
    send(rq, rs, &o, f);
}

void role_check_show(struct request *rq, struct response *rs)
{
    struct checking c = {0};

    if (open_role(rq, rs, &c))
        ask(rq, rs, &c.j, form_empty(rq->arena, &role_check_spec));
}

/* ---- answered ---- */

/* Whose course does what is missing: the same that those who work here are shown. */
static code add_ways(struct checking *c, struct point_lines *lines, struct error *err)
{
    for (size_t i = 0; i < lines->n; i++)
        if (lines->items[i].requirement)
            TRY(requirement_ways(c->d.rq->db, c->d.rq->arena, c->j.org, lines->items[i].requirement, &lines->items[i].ways, err));
    return OK;
}

static void answer(struct checking *c, struct response *rs)
{
    struct request *rq = c->d.rq;
    struct role_checked_view v = {.j = c->j, .role = role_path(rq, &c->j), .is_link = c->is_link, .says_address = !str_is_absent(c->d.address)};
    struct vacancy_lines lines = {0};
    struct error err = {0};
    code done = vacancy_role_lines(rq->db, rq->arena, c->j.org, c->j.id, &lines, &err);

    if (done == OK)
        done = dropping_judge(&c->d, &lines, &v.scored, &err);
    if (done == OK)
        done = add_ways(c, &v.scored.must, &err);
    if (done == OK)
        done = add_ways(c, &v.scored.nice, &err);
    if (done != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.badges = c->d.lines;
    v.self = str_join(rq->arena, v.role, S("/check"));
    v.takes_nothing = lines.n == 0;
    struct out o = app_page(rq, "What you have, and what is missing", "");
    brand_page_of(rq, &o, c->j.org, 0);
    tmpl_role_checked(&o, &v);
    send(rq, rs, &o, NULL);
}

static void judge_all(struct checking *c, struct response *rs, const struct handed_list *in)
{
    struct request *rq = c->d.rq;
    struct sitting s;
    struct error err = {0};

    sitting_open(&s, app_of(rq), rq->db, (str){0});
    for (size_t i = 0; i < in->n; i++)
        if (dropping_take(&c->d, &s, &in->items[i], &err) != OK) {
            app_fail(rq, rs, &err);
            return;
        }
    answer(c, rs);
}

static void judge_files(struct checking *c, struct response *rs, struct form *f, const struct handed_list *given)
{
    struct handed_list in = {0};
    struct error err = {0};

    if (verify_take_apart(c->d.rq, given, &in, &err) != OK) {
        form_reject(f, "file", app_sentence(c->d.rq->arena, err.text));
        ask(c->d.rq, rs, &c->j, f);
    } else if (verify_more(c->d.rq, rs, in.n > 0 ? in.n - 1 : 0)) {
        judge_all(c, rs, &in);
    }
}

/* ---- by a link ---- */

#define LINK_BADGES 100

/* Whom a badge is made out to may be hidden by its owner: no address is compared, and no report shown. */
static code add_holding(struct dropping *d, const struct holding *h, struct error *err)
{
    struct arena *a = d->rq->arena;
    struct badge_line line = {.file = h->title};
    struct candidate_badge b = {.name = h->title, .issuer = h->issuer_name, .report = h->report, .original = S(""), .whose = S("")};
    struct report r;

    if (!str_eq(h->standing, S("good"))) {
        line.problem = said("It could not be verified, or holds no more: it does not count.");
        *list_add(a, &d->lines) = line;
        return OK;
    }
    TRY(report_read(a, h->report, &r, err));
    judge_levels(a, &r.badge, &b.levels);
    TRY(badge_line_fill(a, &b, WHOSE_UNASKED, &line, err));
    *list_add(a, &d->badges) = b;
    *list_add(a, &d->lines) = line;
    return OK;
}

/* A link is of this server: its address, or the path alone. Empty: it is not. */
static str path_here(struct request *rq, str typed)
{
    str link = str_trim(typed), base = app_of(rq)->base;
    struct uri u;

    if (str_starts(link, base))
        link = str_from(link, base.n);
    return str_starts(link, S("/")) && uri_parse(link, &u, NULL) == OK ? u.path : S("");
}

static code find_shown(struct dropping *d, str path, struct error *err)
{
    struct subject shown = {0};

    if (!path.n || subject_find(d->rq->db, d->rq->arena, path, &shown, NULL) != OK)
        return fail(err, BAD_INPUT, "link", "this leads to nothing that is shown here: paste a link of a Backpack on this server, or drop the badges");
    for (size_t i = 0; i < shown.badges.n && i < LINK_BADGES; i++)
        TRY(add_holding(d, &shown.badges.items[i], err));
    return d->lines.n ? OK : fail(err, BAD_INPUT, "link", "no badge is shown there");
}

/* The page of an award shows it to anybody: it is judged as if its file had been dropped. */
static void judge_award(struct checking *c, struct response *rs, str path)
{
    struct arena *a = c->d.rq->arena;
    struct handed_list in = {0};

    *list_add(a, &in) = (struct handed){path, app_url(a, app_of(c->d.rq), path)};
    c->is_link = true;
    judge_all(c, rs, &in);
}

static void judge_link(struct checking *c, struct response *rs, struct form *f)
{
    struct request *rq = c->d.rq;
    str path = path_here(rq, form_text(f, "link"));
    struct error err = {0};

    if (str_starts(path, S("/b/"))) {
        judge_award(c, rs, path);
        return;
    }
    code done = find_shown(&c->d, path, &err);
    c->is_link = true;
    if (done == BAD_INPUT) {
        form_reject(f, "link", app_sentence(rq->arena, err.text));
        ask(rq, rs, &c->j, f);
    } else if (done != OK) {
        app_fail(rq, rs, &err);
    } else {
        answer(c, rs);
    }
}

void role_check_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &role_check_spec);
    struct handed_list given = {0};
    struct checking c = {0};
    struct error err = {0};

    if (!open_role(rq, rs, &c))
        return;
    if (f->ok && verify_take_files(rq, &given, &err) != OK)
        form_reject(f, "file", app_sentence(rq->arena, err.text));
    if (f->ok && given.n == 0 && str_is_empty(form_text(f, "link")))
        form_reject(f, "file", said("Choose at least one badge, or paste a link."));
    if (!f->ok) {
        ask(rq, rs, &c.j, f);
        return;
    }
    if (!verify_enter(rq, rs, 1))
        return;
    c.d.address = given.n && !str_is_empty(form_text(f, "address")) ? form_text(f, "address") : (str){0};
    if (given.n)
        judge_files(&c, rs, f, &given);
    else
        judge_link(&c, rs, f);
    verify_leave(rq);
}
