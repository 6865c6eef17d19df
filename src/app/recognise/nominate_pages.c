/* recognise/nominate_pages.c — everybody's side: where they may nominate, naming
 * somebody, and what became of it. */
#include "app/recognise/recognise_view.h"

#include "app/account/account.h"
#include "app/brand.h"
#include "app/org/org.h"
#include "app/zone.h"
#include "app/recognise/wall.h"
#include "templates.h"

#define TRIES_PER_HOUR 600                       /* searches and nominations of one account */

static const struct form_field fields[] = {
    {"q", FIELD_LINE, "Who", .max = 120},
    {"person", FIELD_INT, "Who"},
    {"value", FIELD_LINE, "What it stands for", .max = 80},
    {"citation", FIELD_TEXT, "What for", .max = 6000},
    {"named", FIELD_BOOL, "Say who nominated"},
    {"endorses", FIELD_BOOL, "Endorse them in my name"},
    {"go", FIELD_CHOICE, "What to do", .choices = "find|send"},
};
static const struct form_spec spec = FORM(fields);

/* As who nominated may know it. */
static struct tag_view tag_told(const struct nomination *n)
{
    if (n->told == 0 && !str_eq(n->state, S("withdrawn")))
        return (struct tag_view){"info", "hourglass", said("Waits for an answer")};
    return nomination_tag(n->state, true);
}

/* ---- one's own page ---- */

static code add_schemes(struct request *rq, struct recognise_home_view *v, struct error *err)
{
    struct schemes all = {0};

    TRY(schemes_open_to(rq->db, rq->arena, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct scheme *s = &all.items[i];
        *list_add(rq->arena, &v->schemes) = (struct recognise_card){
            .href = str_join(rq->arena, S("/recognise/"), s->public_id), .name = s->name, .by = s->org_name,
            .picture = recognise_picture(rq->arena, s->png_hash)};
    }
    return OK;
}

static code add_mine(struct request *rq, struct recognise_home_view *v, struct error *err)
{
    struct nominations all = {0};

    TRY(nominations_of(rq->db, rq->arena, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct nomination *n = &all.items[i];
        *list_add(rq->arena, &v->mine) = (struct mine_nomination){
            .id = n->id, .name = n->name, .scheme = n->scheme_public_id, .badge = n->scheme_name, .citation = n->citation, .value = n->value,
            .reason = n->told > 0 ? n->reason : S(""), .tag = tag_told(n), .at = n->created, .may_withdraw = str_eq(n->state, S("waiting")),
            .may_unendorse = n->endorsement > 0 && nomination_is_endorsed(rq->db, rq->arena, n)};
    }
    return OK;
}

/* Where something waits for whoever looks. */
static code add_queues(struct request *rq, struct recognise_home_view *v, struct error *err)
{
    struct membership_list orgs = {0};
    int64_t n = 0;

    TRY(org_memberships(rq->db, rq->arena, rq->session->account, &orgs, err));
    for (size_t i = 0; i < orgs.n; i++) {
        TRY(nominations_waiting(rq->db, orgs.items[i].org, rq->session->account, &n, err));
        if (n > 0)
            *list_add(rq->arena, &v->queues) = (struct queue_link){str_printf(rq->arena, "/org/%lld/recognition", (long long)orgs.items[i].org), orgs.items[i].name, n};
    }
    return OK;
}

static code add_walls(struct request *rq, struct recognise_home_view *v, struct error *err)
{
    struct wall_orgs all = {0};

    TRY(walls_of(rq->db, rq->arena, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->walls) = (struct wall_link){str_printf(rq->arena, "/org/%lld/wall", (long long)all.items[i].org), all.items[i].name};
    return OK;
}

void recognise_home(struct request *rq, struct response *rs)
{
    struct recognise_home_view v = {0};
    struct error err = {0};

    if (add_schemes(rq, &v, &err) != OK || add_mine(rq, &v, &err) != OK || add_queues(rq, &v, &err) != OK
        || nominations_led_everywhere(rq->db, rq->arena, rq->session->account, &v.led, &err) != OK
        || add_walls(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Recognise somebody", "recognise");
    tmpl_recognise_home(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- nominating ---- */

/* For whom it is not meant, it is not there. */
static code open_scheme(struct request *rq, struct scheme *s, str *closed, struct error *err)
{
    struct error why = {0};
    code c;

    TRY(scheme_by_public_id(rq->db, rq->arena, request_param(rq, "scheme"), s, err));
    c = scheme_may_nominate(rq->db, rq->arena, s, rq->session->account, &why);
    *closed = c == CONFLICT ? app_sentence(rq->arena, why.text) : S("");
    return c == DENIED ? fail(err, NOT_FOUND, "scheme", "there is no such scheme") : c == OK || c == CONFLICT ? OK : fail(err, c, "scheme", "%s", why.text);
}

static code find_people(struct request *rq, const struct scheme *s, str words, struct nominees *out, struct error *err)
{
    return nominees_find(rq->db, rq->arena, &(struct nominee_search){s->org, rq->session->account, words}, out, err);
}

/* Who is chosen stays in sight, whatever is typed after; the only one is chosen. */
static code add_found(struct request *rq, struct nominate_view *v, struct error *err)
{
    int64_t chosen = form_int(v->form, "person");
    str words = form_text(v->form, "q");
    struct nominees found = {0};
    struct nominee p;

    if (chosen > 0 && nominee_get(rq->db, rq->arena, v->s.org, chosen, &p, NULL) == OK)
        *list_add(rq->arena, &v->found) = (struct nominee_line){p, true};
    TRY(find_people(rq, &v->s, words, &found, err));
    v->has_searched = words.n > 0;
    for (size_t i = 0; i < found.n; i++)
        if (found.items[i].id != chosen)
            *list_add(rq->arena, &v->found) = (struct nominee_line){found.items[i], found.n == 1 && v->found.n == 0};
    return OK;
}

static code load(struct request *rq, struct nominate_view *v, struct error *err)
{
    struct str_list values = {0};
    int64_t left = -1;

    scheme_values(rq->arena, &v->s, &values);
    for (size_t i = 0; i < values.n; i++)
        *list_add(rq->arena, &v->values) = (struct value_line){values.items[i], str_eq(values.items[i], form_text(v->form, "value"))};
    v->self = str_join(rq->arena, S("/recognise/"), v->s.public_id);
    v->picture = recognise_picture(rq->arena, v->s.png_hash);
    v->ends = v->s.closes ? zone_words(rq->arena, v->s.time_zone, v->s.closes) : S("");
    TRY(scheme_left(rq->db, rq->arena, &v->s, rq->session->account, &left, err));
    v->left = left < 0 ? S("") : words_printf(rq->arena, left == 1 ? "You can nominate once more this month." : "You can nominate %lld times more this month.", (long long)left);
    return add_found(rq, v, err);
}

static void show(struct request *rq, struct response *rs, struct nominate_view *v)
{
    struct error err = {0};

    if (load(rq, v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v->s.name), "recognise");
    brand_page_of(rq, &o, v->s.org, v->s.issuer);
    tmpl_recognise_nominate(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void nominate_show(struct request *rq, struct response *rs)
{
    struct nominate_view v = {.form = form_empty(rq->arena, &spec)};
    struct error err = {0};

    form_set_int(v.form, "named", 1);
    if (open_scheme(rq, &v.s, &v.closed, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show(rq, rs, &v);
}

/* Who is ticked; else the only one whom the typed words find. */
static code chosen_person(struct request *rq, const struct nominate_view *v, int64_t *id, struct error *err)
{
    struct nominees found = {0};

    *id = form_int(v->form, "person");
    if (*id > 0)
        return OK;
    TRY(find_people(rq, &v->s, form_text(v->form, "q"), &found, err));
    *id = found.n == 1 ? found.items[0].id : 0;
    return found.n > 1 ? fail(err, BAD_INPUT, "person", "several people are found by that: choose one") : OK;
}

static void send(struct request *rq, struct response *rs, struct nominate_view *v)
{
    struct nominate n = {.s = &v->s, .account = rq->session->account, .value = form_text(v->form, "value"), .citation = form_text(v->form, "citation"),
                         .is_named = form_bool(v->form, "named"), .endorses = form_bool(v->form, "endorses")};
    struct error err = {0};
    int64_t id = 0;
    code c = chosen_person(rq, v, &n.person, &err);

    if (c == OK)
        c = nominate(rq->db, rq->arena, &n, &id, &err);
    if (c == BAD_INPUT || c == CONFLICT)
        form_reject_error(v->form, &err, rq->arena);
    if (!v->form->ok)
        show(rq, rs, v);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/recognise"), "Thank you. You get a mail when it is decided; till then nobody else is told.");
}

void nominate_post(struct request *rq, struct response *rs)
{
    struct nominate_view v = {.form = form_read(rq, &spec)};
    struct error err = {0};
    bool finds = str_eq(form_text(v.form, "go"), S("find"));
    code c = open_scheme(rq, &v.s, &v.closed, &err);

    if (c == OK)
        c = throttle_try(rq->db, str_printf(rq->arena, "recognise %lld", (long long)rq->session->account), TRIES_PER_HOUR, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
    } else if (finds) {
        v.form->ok = true;                       /* nothing is held against what is not sent yet */
        show(rq, rs, &v);
    } else if (!v.form->ok) {
        show(rq, rs, &v);
    } else {
        send(rq, rs, &v);
    }
}

void nominate_unendorse(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (nomination_unendorse(rq->db, rq->arena, &(struct nomination_of){rq->session->account, request_param_int(rq, "id")}, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/recognise"), "Taken back. The award stays; your words are no longer an endorsement of yours.");
}

void nominate_withdraw(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (nomination_withdraw(rq->db, rq->arena, &(struct nomination_of){rq->session->account, request_param_int(rq, "id")}, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/recognise"), "Withdrawn. It counts no more for your month.");
}
