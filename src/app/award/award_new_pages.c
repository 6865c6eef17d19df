/* award/award_new_pages.c — the first two steps of awarding: which badge, who. */
#include "app/award/award_pages.h"

#include "app/award/award_chosen.h"
#include "app/org/person.h"
#include "base/uri.h"
#include "format/csv.h"
#include "app/catalog/results.h"
#include "templates.h"

#define MOST_BADGES 300
#define MAX_PASTED  ((size_t)2 << 20)
#define MAX_FILE    ((size_t)60 << 20)           /* as a request may have (LONG_BODY), with room for the other fields */

/* ---- steps ---- */

struct steps_view award_steps(struct arena *a, size_t now, str choose, str who)
{
    struct step *items = NEW_ARRAY(a, 4, struct step);

    items[0] = (struct step){"Badge", choose};
    items[1] = (struct step){"Who", who};
    items[2] = (struct step){"Check", S("")};
    items[3] = (struct step){"Done", S("")};
    return (struct steps_view){items, 4, now};
}

/* ---- which badge ---- */

static str validity_words(struct arena *a, int64_t months)
{
    if (months == 0)
        return said("Does not expire");
    if (months % 12 == 0)
        return words_printf(a, months == 12 ? "Valid for %lld year" : "Valid for %lld years", (long long)months / 12);
    return words_printf(a, months == 1 ? "Valid for %lld month" : "Valid for %lld months", (long long)months);
}

/* Somebody was chosen already: on the page of a person, or in the directory. */
static str person_query(struct request *rq)
{
    int64_t id = 0;

    struct buf b = buf_new(rq->arena);

    if (str_to_int(request_query(rq, "person"), &id))
        buf_printf(&b, "&person=%lld", (long long)id);
    if (request_query(rq, "who").n)
        buf_printf(&b, "&who=" STR_FMT, STR_ARG(uri_encode(rq->arena, request_query(rq, "who"))));
    return buf_done(&b);
}

static void show_choose(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct badge_list badges = {0};
    struct error err = {0};
    struct award_choose_view v = {.base = award_base_path(rq), .steps = award_steps(a, 1, S(""), S("")),
                                  .new_badge = str_printf(a, "/org/%lld/badges/new", (long long)rq->org),
                                  .may_design = app_allow(rq, DESIGN_BADGES, rq->org) == OK};

    if (catalog_list(rq->db, a, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = MOST_BADGES}}, &badges, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    str person = person_query(rq);
    for (size_t i = 0; i < badges.n; i++) {
        const struct badge_row *b = &badges.items[i];
        *list_add(a, &v.cards) = (struct badge_card){
            .href = str_printf(a, STR_FMT "/new?badge=%lld" STR_FMT, STR_ARG(v.base), (long long)b->id, STR_ARG(person)),
            .picture = award_picture(a, b->v.png_hash), .title = b->v.name, .by = validity_words(a, b->v.validity_months),
            .foot = b->award_count == 1 ? said("1 award") : words_printf(a, "%lld awards", (long long)b->award_count)};
    }
    struct out o = app_page(rq, "Award a badge", "awards");
    tmpl_award_choose(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- who ---- */

static const struct form_field who_fields[] = {
    {"badge", FIELD_INT, "Badge", .min = 1, .required = true},
    {"people", FIELD_TEXT, "Names and e-mail addresses", .max = MAX_PASTED},
    {"file", FIELD_FILE, "File", .max = MAX_FILE},
    {"who", FIELD_LINE, "People of the directory", .max = 600},
    {"renews", FIELD_BOOL, "Renew"},
    {"name", FIELD_LINE, "Name", .max = 150},
    {"email", FIELD_EMAIL, "E-mail address"},
    {"awarded_on", FIELD_DATE, "Day of the award", .required = true},
    {"narrative", FIELD_TEXT, "A sentence for everybody", .max = 2000},
    {"evidence_url", FIELD_URL, "Link to evidence", .max = 1000},
    {"find", FIELD_LINE, "Name or address", .max = 100},
    {"pick", FIELD_MANY, "People"},
    {"go", FIELD_CHOICE, "Action", .choices = "find|pick|check"},
    AWARD_RESULT_FIELDS,
};
static const struct form_spec who_form = FORM(who_fields);

/* Whoever the words in "find" mean, to be ticked. */
static code find_people(struct request *rq, struct award_who_view *v, struct error *err)
{
    struct found_people found = {0};
    str words = form_text(v->form, "find");

    v->found_words = S("");
    if (str_is_empty(words))
        return OK;
    TRY(chosen_find(rq->db, rq->arena, rq->org, words, &found, err));
    v->found = found.people;
    v->found_words = found.people.n == 0 ? words_printf(rq->arena, "Nobody with an address is found by “" STR_FMT "”.", STR_ARG(words))
                     : found.more        ? words_printf(rq->arena, "These are the first %zu: write more of the name to see others.", found.people.n)
                                         : said("Tick whom you mean.");
    return OK;
}

static void show_who(struct request *rq, struct response *rs, struct form *f, int64_t badge)
{
    struct arena *a = rq->arena;
    struct error err = {0};
    struct award_who_view v = {.base = award_base_path(rq), .form = f};
    code c = catalog_get(rq->db, a, rq->org, badge, &v.badge, &err);

    if (c == OK && !str_eq(v.badge.state, S("published")))
        c = fail(&err, CONFLICT, "badge", "this badge is not published, so it cannot be awarded");
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.action = app_long_action(rq, str_join(a, v.base, S("/new")));
    v.steps = award_steps(a, 2, str_join(a, v.base, S("/new")), S(""));
    v.picture = award_picture(a, v.badge.v.png_hash);
    if (chosen_options(rq->db, a, &(struct chosen){rq->org, badge, form_text(f, "who")}, &v.whos, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.validity = validity_words(a, v.badge.v.validity_months);
    award_result_inputs(a, f, &v.badge.v.results, &v.results);
    v.may_search = app_allow(rq, VIEW_ORG, rq->org) == OK;
    v.people_href = str_printf(a, "/org/%lld/people", (long long)rq->org);
    if (find_people(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Who gets it?", "awards");
    tmpl_award_who(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void prefill_person(struct request *rq, struct form *f)
{
    struct person p;
    int64_t id = 0;

    if (!str_to_int(request_query(rq, "person"), &id) || person_get(rq->db, rq->arena, rq->org, id, &p, NULL) != OK)
        return;
    form_set(f, "name", p.name);
    form_set(f, "email", p.email);
}

void award_new_show(struct request *rq, struct response *rs)
{
    int64_t badge = 0;
    struct form *f = form_empty(rq->arena, &who_form);

    if (!str_to_int(request_query(rq, "badge"), &badge)) {
        show_choose(rq, rs);
        return;
    }
    form_set_int(f, "badge", badge);
    form_set_int(f, "awarded_on", date_start(date_of(clock_now())));
    if (request_query(rq, "who").n && request_query(rq, "who").n <= 600)
        form_set(f, "who", request_query(rq, "who"));
    form_set_int(f, "renews", str_eq(request_query(rq, "renew"), S("1")));
    prefill_person(rq, f);
    show_who(rq, rs, f, badge);
}

/* One person, pasted text, or a file: one of them, never two at once. */
static str people_of(struct request *rq, struct form *f)
{
    struct arena *a = rq->arena;
    const struct part *file = form_file(f, "file");
    str pasted = form_text(f, "people"), email = form_text(f, "email"), who = form_text(f, "who"), sheet = S("");
    int given = (file != NULL) + !str_is_empty(pasted) + !str_is_empty(email) + !str_is_empty(who);
    struct error err = {0};

    if (given > 1)
        form_reject(f, "people", said("Please give the people in one way only: pasted, as a file, from the directory, or one person."));
    if (file)
        return file->value;
    if (!str_is_empty(pasted))
        return pasted;
    if (!str_is_empty(who) && given == 1 && chosen_sheet(rq->db, a, &(struct chosen){rq->org, form_int(f, "badge"), who}, &sheet, &err) != OK)
        form_reject_error(f, &err, a);
    if (!str_is_empty(who))
        return sheet;
    if (str_is_empty(email))
        return S("");
    struct buf b = buf_new(a);
    csv_put(&b, form_text(f, "name"), true);
    csv_put(&b, email, false);
    return buf_done(&b);
}

static str results_typed(struct request *rq, struct form *f)
{
    struct badge_row b;

    if (catalog_get(rq->db, rq->arena, rq->org, form_int(f, "badge"), &b, NULL) != OK)
        return S("");                            /* said by what comes next */
    return award_results_typed(rq->arena, f, &b.v.results);
}

/* Only of what was pasted or uploaded can the columns be named. */
static void create(struct request *rq, struct form *f, int64_t *id)
{
    struct error err = {0};
    bool is_text = form_file(f, "file") || !str_is_empty(form_text(f, "people"));
    struct bulk_source s = {
        .org = rq->org, .achievement = form_int(f, "badge"), .account = rq->session->account,
        .text = people_of(rq, f), .narrative = form_text(f, "narrative"), .may_wait = true, .keeps_table = is_text,
        .evidence_url = form_text(f, "evidence_url"), .results = results_typed(rq, f), .awarded_on = form_int(f, "awarded_on"), .renews = form_bool(f, "renews")};

    if (!f->ok || bulk_create(rq->db, rq->arena, &s, id, &err) == OK)
        return;
    form_reject_error(f, &err, rq->arena);
    if (form_file(f, "file") && !str_is_empty(form_value(f, "people")->error)) {
        form_reject(f, "file", form_value(f, "people")->error);
        form_value(f, "people")->error = S("");
    }
}

/* Those who were ticked become lines of the text, where they can be seen and taken out. */
static code pick(struct request *rq, struct form *f, struct error *err)
{
    str before = form_text(f, "people"), lines;

    TRY(chosen_lines(rq->db, rq->arena, rq->org, &form_value(f, "pick")->many, &lines, err));
    bool is_open = !str_is_empty(before) && !str_ends(before, S("\n"));
    form_set(f, "people", str_printf(rq->arena, STR_FMT "%s" STR_FMT, STR_ARG(before), is_open ? "\n" : "", STR_ARG(lines)));
    form_set(f, "find", S(""));
    return OK;
}

/* Looking for people is a step within the page; Enter in that field is one too. */
static bool is_looking(const struct form *f)
{
    str go = form_text(f, "go");

    return str_eq(go, S("find")) || str_eq(go, S("pick")) || (str_is_empty(go) && !str_is_empty(form_text(f, "find")));
}

static void look_for_people(struct request *rq, struct response *rs, struct form *f)
{
    struct error err = {0};

    if (str_eq(form_text(f, "go"), S("pick")) && pick(rq, f, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show_who(rq, rs, f, form_int(f, "badge"));
}

void award_new_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &who_form);
    int64_t id = 0;

    if (f->ok && is_looking(f)) {
        look_for_people(rq, rs, f);
        return;
    }
    if (f->ok)
        create(rq, f, &id);
    app_wake(app_of(rq));
    if (f->ok)
        response_redirect(rs, award_list_path(rq, id));
    else
        show_who(rq, rs, f, form_int(f, "badge"));
}
