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
#define MAX_FILE    ((size_t)5 << 20)            /* 100,000 lines, which is the reader's limit */

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
    {"result1", FIELD_LINE, "Result", .max = 200},
    {"result2", FIELD_LINE, "Result", .max = 200},
    {"result3", FIELD_LINE, "Result", .max = 200},
    {"result4", FIELD_LINE, "Result", .max = 200},
    {"result5", FIELD_LINE, "Result", .max = 200},
};
static const struct form_spec who_form = FORM(who_fields);

/* The fields stand in the order of the badge's descriptions. */
static struct form_value *result_field(struct arena *a, struct form *f, size_t i)
{
    return form_value(f, str_z(a, str_printf(a, "result%zu", i + 1)));
}

/* What everybody of the list got; their own line may say otherwise. */
static str results_typed(struct request *rq, struct form *f)
{
    struct badge_row b;
    struct result_list told = {0};
    struct error err = {0};

    if (catalog_get(rq->db, rq->arena, rq->org, form_int(f, "badge"), &b, &err) != OK)
        return S("");                            /* said by what comes next */
    for (size_t i = 0; i < b.v.results.n && i < CATALOG_RESULTS; i++) {
        struct form_value *v = result_field(rq->arena, f, i);
        struct result r;
        if (str_is_empty(v->text))
            continue;
        if (result_take(rq->arena, &b.v.results.items[i], v->text, &r, &err) == OK)
            *list_add(rq->arena, &told) = r;
        else
            form_reject(f, v->field->name, str_copy(rq->arena, cstr(err.text)));
    }
    return results_keep(rq->arena, &told);
}

static void add_options(struct arena *a, const struct result_description *d, const struct form_value *v, struct result_input *out)
{
    enum result_entry entry = result_entry_of(d);
    size_t n = entry == RESULT_LEVELS ? d->levels.n : entry == RESULT_VALUES ? d->allowed.n
             : entry == RESULT_STATUS ? result_status_count : 0;

    for (size_t i = 0; i < n; i++) {
        str value = entry == RESULT_LEVELS ? d->levels.items[i].id : entry == RESULT_VALUES ? d->allowed.items[i]
                                                                                            : cstr(result_statuses[i].name);
        str words = entry == RESULT_LEVELS ? d->levels.items[i].name : entry == RESULT_VALUES ? value : said(result_statuses[i].label);
        *list_add(a, &out->options) = (struct choice_line){value, words, str_eq(v->text, value)};
    }
}

/* A column of the sheet or, for all of them alike, a field each. */
static void add_results(struct arena *a, struct award_who_view *v)
{
    for (size_t i = 0; i < v->badge.v.results.n && i < CATALOG_RESULTS; i++) {
        const struct result_description *d = &v->badge.v.results.items[i];
        struct result_input *input = list_add(a, &v->results);
        *input = (struct result_input){.value = result_field(a, v->form, i), .label = d->name,
                                       .hint = result_range_words(a, d), .is_number = result_entry_of(d) == RESULT_NUMBER};
        add_options(a, d, input->value, input);
    }
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
    v.steps = award_steps(a, 2, str_join(a, v.base, S("/new")), S(""));
    v.picture = award_picture(a, v.badge.v.png_hash);
    if (chosen_options(rq->db, a, &(struct chosen){rq->org, badge, form_text(f, "who")}, &v.whos, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.validity = validity_words(a, v.badge.v.validity_months);
    add_results(a, &v);
    struct out o = app_page(rq, "Who gets it?", "awards");
    tmpl_award_who(&o, &v);
    app_send(rq, rs, &o);
    if (!f->ok)
        rs->status = 422;
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

static void create(struct request *rq, struct form *f, int64_t *id, struct str_list *ignored)
{
    struct error err = {0};
    struct bulk_source s = {
        .org = rq->org, .achievement = form_int(f, "badge"), .account = rq->session->account,
        .text = people_of(rq, f), .narrative = form_text(f, "narrative"),
        .evidence_url = form_text(f, "evidence_url"), .results = results_typed(rq, f), .awarded_on = form_int(f, "awarded_on"), .renews = form_bool(f, "renews"), .ignored = ignored};

    if (!f->ok || bulk_create(rq->db, rq->arena, &s, id, &err) == OK)
        return;
    form_reject_error(f, &err, rq->arena);
    if (form_file(f, "file") && !str_is_empty(form_value(f, "people")->error)) {
        form_reject(f, "file", form_value(f, "people")->error);
        form_value(f, "people")->error = S("");
    }
}

/* What a sheet holds beside is not dropped without a word. */
static void say_ignored(struct request *rq, struct response *rs, const struct str_list *ignored)
{
    struct buf b = buf_new(rq->arena);

    for (size_t i = 0; i < ignored->n && b.n < 300; i++)
        buf_printf(&b, "%s“" STR_FMT "”", i ? ", " : ignored->n == 1 ? "This column is not read: " : "These columns are not read: ",
                   STR_ARG(str_slice(ignored->items[i], 0, 60)));
    if (ignored->n)
        flash_set(rq, rs, &app_of(rq)->session, "info", str_join(rq->arena, buf_done(&b), S(".")));
}

void award_new_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &who_form);
    struct str_list ignored = {0};
    int64_t id = 0;

    if (f->ok)
        create(rq, f, &id, &ignored);
    if (f->ok)
        say_ignored(rq, rs, &ignored);
    if (f->ok)
        response_redirect(rs, str_printf(rq->arena, STR_FMT "/lists/%lld", STR_ARG(award_base_path(rq)), (long long)id));
    else
        show_who(rq, rs, f, form_int(f, "badge"));
}
