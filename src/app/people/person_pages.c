/* people/person_pages.c — everything about one person. */
#include "app/people/people_view.h"

#include "base/utf8.h"

#include "app/layout/paging.h"
#include "templates.h"

#define AWARDS_PER_PAGE 25
#define LOG_LINES       30

static struct tag_view tag_of(const struct person *p)
{
    msec now = clock_now();

    if (p->removed)
        return (struct tag_view){"warn", "user-minus", said("Removed from the list")};
    if (p->leaves && p->leaves <= now)
        return (struct tag_view){"", "logout", said("Left")};
    if (p->leaves)
        return (struct tag_view){"info", "logout", said("Leaving")};
    if (p->starts > now)
        return (struct tag_view){"info", "calendar", said("To come")};
    return (struct tag_view){0};
}

static code add_awards(struct request *rq, struct person_view *v, struct error *err)
{
    struct paging p = paging_of(rq, AWARDS_PER_PAGE);
    struct award_line_list *found = &v->awards;

    TRY(person_awards(rq->db, rq->arena, rq->org, v->person.id, &p.at, found, err));
    paging_arrange(&p, found);
    v->pages = paging_links(rq->arena, &p, &(struct paged){
        .address = rq->path, .n = found->n, .first = found->n ? found->items[0].id : 0,
        .last = found->n ? found->items[found->n - 1].id : 0});
    return OK;
}

static const char sql_reports[] = SQL(
    "SELECT count(*) FROM person WHERE org_id = $1 AND manager_id = $2 AND removed_at IS NULL AND (leaves_at IS NULL OR leaves_at > $3)");

static code add_place(struct request *rq, struct person_view *v, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_names(rq->db, rq->arena, rq->org, DEPARTMENT, &all, err));
    v->department = place_in_words(rq->arena, &all, v->person.department_id);
    TRY(person_teams(rq->db, rq->arena, v->person.id, &v->teams, err));
    TRY(person_addresses(rq->db, rq->arena, v->person.id, &v->addresses, err));
    return db_int(rq->db, sql_reports, ARGS(v_int(rq->org), v_int(v->person.id), v_int(clock_now())), &v->reports, err);
}

static const char sql_held_back[] = SQL(
    "SELECT count(*) FROM induct u JOIN induct_step s ON s.induct_id = u.id JOIN induct_item i ON i.id = s.item_id WHERE u.org_id = $1 AND u.person_id = $2 AND u.cancelled_at IS NULL"
    " AND i.must = 1 AND s.dropped_at IS NULL AND (s.done_at IS NULL OR (i.signer <> 'none' AND s.signed_at IS NULL))");
static const char sql_checklists[] = SQL("SELECT count(*) FROM induct WHERE org_id = $1 AND person_id = $2");
static const char sql_on_pathways[] = SQL("SELECT count(*) FROM pathway_person WHERE org_id = $1 AND person_id = $2");

/* Checklists and pathways stand in slices above: only whether there are any, and whether they keep from work. */
static code add_checklists(struct request *rq, struct person_view *v, struct error *err)
{
    TRY(db_int(rq->db, sql_checklists, ARGS(v_int(rq->org), v_int(v->person.id)), &v->checklists, err));
    TRY(db_int(rq->db, sql_on_pathways, ARGS(v_int(rq->org), v_int(v->person.id)), &v->pathways, err));
    return v->checklists ? db_int(rq->db, sql_held_back, ARGS(v_int(rq->org), v_int(v->person.id)), &v->held_back, err) : OK;
}

static code add_mails(struct request *rq, struct person_view *v, struct error *err)
{
    struct mail_list mails = {0};

    TRY(mail_of_person(rq->db, rq->arena, rq->org, v->person.id, &mails, err));
    for (size_t i = 0; i < mails.n; i++)
        mail_line_add(rq, str_join(rq->arena, v->base, S("/mail")), &mails.items[i], &v->mails);
    return OK;
}

/* What those see who keep the directory. */
static code add_records(struct request *rq, struct person_view *v, struct error *err)
{
    struct org_log_list rows = {0};
    struct act_place here = {rq->org, rq->session->account, "people", clock_now()};

    TRY(add_mails(rq, v, err));
    TRY(person_notes(rq->db, rq->arena, v->person.id, rq->session->account, &v->notes, err));
    TRY(org_log_find(rq->db, rq->arena, rq->org, str_printf(rq->arena, "person %lld", (long long)v->person.id),
                     &(struct keyset){.limit = LOG_LINES}, &rows, err));
    log_lines(rq->arena, v->base, &rows, &v->log);
    return act_find_undo(rq->db, rq->arena, &here, &v->undo, err);
}

code person_view_load(struct request *rq, struct person_view *v, struct error *err)
{
    struct arena *a = rq->arena;

    v->base = str_printf(a, "/org/%lld", (long long)rq->org);
    TRY(person_get(rq->db, a, rq->org, request_param_int(rq, "id"), &v->person, err));
    v->self = str_printf(a, STR_FMT "/people/%lld", STR_ARG(v->base), (long long)v->person.id);
    v->acts = str_join(a, v->base, S("/lists/people/acts"));
    v->tag = tag_of(&v->person);
    v->has_left = v->person.leaves && v->person.leaves <= clock_now();
    v->employment = cstr(employment_words(v->person.employment));
    TRY(add_place(rq, v, err));
    TRY(add_awards(rq, v, err));
    if (v->may_manage)
        TRY(person_kept(rq->db, rq->arena, rq->org, v->person.id, &v->kept, err));
    if (v->may_standings)
        TRY(add_checklists(rq, v, err));
    return v->may_manage ? add_records(rq, v, err) : OK;
}

static void show(struct request *rq, struct response *rs, struct person_view *v)
{
    struct error err = {0};

    v->may_manage = app_allow(rq, MANAGE_PEOPLE, rq->org) == OK;
    v->may_award = app_allow(rq, AWARD_BADGES, rq->org) == OK;
    v->may_standings = app_allow(rq, VIEW_STANDINGS, rq->org) == OK;
    v->may_erase = app_allow(rq, MANAGE_ORG, rq->org) == OK;
    if (person_view_load(rq, v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v->person.name.n ? v->person.name : v->person.email), "people");
    tmpl_person(&o, v);
    app_send(rq, rs, &o);
    if (v->note_error.n || v->address_error.n)
        rs->status = 422;
}

void person_show(struct request *rq, struct response *rs)
{
    struct person_view v = {.note = S(""), .note_error = S(""), .address = S(""), .address_error = S("")};

    show(rq, rs, &v);
}

/* ---- small changes ---- */

static struct person_change change_of(struct request *rq)
{
    return (struct person_change){rq->org, request_param_int(rq, "id"), rq->session->account};
}

static void go_back(struct request *rq, struct response *rs, const char *done)
{
    app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(people_base(rq)), (long long)request_param_int(rq, "id")), done);
}

void person_note_add(struct request *rq, struct response *rs)
{
    struct person_view v = {.note_error = S(""), .address = S(""), .address_error = S("")};
    struct person_change c = change_of(rq);
    struct error err = {0};

    v.note = request_field(rq, "note");
    code done = utf8_is_valid(v.note) ? person_add_note(rq->db, &c, v.note, &err) : fail(&err, BAD_INPUT, "note", "the note is no text");
    if (done == OK) {
        go_back(rq, rs, "The note is kept.");
    } else if (done == BAD_INPUT) {
        v.note_error = app_sentence(rq->arena, err.text);
        show(rq, rs, &v);
    } else {
        app_fail(rq, rs, &err);
    }
}

void person_note_drop(struct request *rq, struct response *rs)
{
    struct person_change c = change_of(rq);
    struct error err = {0};

    if (person_drop_note(rq->db, &c, request_param_int(rq, "note"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        go_back(rq, rs, "The note is gone.");
}

static void answer_address(struct request *rq, struct response *rs, code done, const struct error *err, const char *words)
{
    struct person_view v = {.note = S(""), .note_error = S("")};

    if (done == OK) {
        go_back(rq, rs, words);
    } else if (done == BAD_INPUT || done == CONFLICT) {
        v.address = utf8_is_valid(request_field(rq, "address")) ? request_field(rq, "address") : S("");
        v.address_error = app_sentence(rq->arena, err->text);
        show(rq, rs, &v);
    } else {
        app_fail(rq, rs, err);
    }
}

void person_address_add(struct request *rq, struct response *rs)
{
    struct person_change c = change_of(rq);
    struct error err = {0};
    code done = person_add_address(rq->db, rq->arena, &c, str_trim(request_field(rq, "address")), &err);

    answer_address(rq, rs, done, &err, "The address is theirs too now.");
}

void person_address_drop(struct request *rq, struct response *rs)
{
    struct person_change c = change_of(rq);
    struct error err = {0};
    code done = person_drop_address(rq->db, rq->arena, &c, str_trim(request_field(rq, "address")), &err);

    answer_address(rq, rs, done, &err, "The address is no longer theirs.");
}

void person_address_main(struct request *rq, struct response *rs)
{
    struct person_change c = change_of(rq);
    struct error err = {0};
    code done = person_main_address(rq->db, rq->arena, &c, str_trim(request_field(rq, "address")), &err);

    answer_address(rq, rs, done, &err, "Badges go to this address from now on.");
}
