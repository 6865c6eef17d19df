/* partner/form_pages.c — a partner proposed, and what is known of it changed. */
#include "app/partner/partner_view.h"

#include "app/org/members.h"
#include "format/email.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 200, .required = true},
    {"profile", FIELD_URL, "Address of their profile", .max = 2048},
    {"did", FIELD_LINE, "DID", .max = 2048},
    {"host", FIELD_LINE, "Host", .max = 260},
    {"contact", FIELD_TEXT, "Contact", .max = PARTNER_WORDS},
    {"email", FIELD_EMAIL, "E-mail address of the contact"},
    {"scope", FIELD_TEXT, "What the agreement is about", .max = PARTNER_WORDS},
    {"from", FIELD_DATE, "Agreement from"},
    {"until", FIELD_DATE, "Agreement until"},
    {"review", FIELD_DATE, "Look at it again on"},
    {"owner", FIELD_EMAIL, "Who answers for it"},
    {"why", FIELD_LINE, "Reason", .max = 1000},
};
const struct form_spec partner_form = FORM(fields);

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/partners", (long long)rq->org);
}

static str self_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)id);
}

static void show(struct request *rq, struct response *rs, struct form *f, const struct partner *p)
{
    int64_t id = p->id;
    struct partner_form_view v = {.form = f, .back = id ? self_path(rq, id) : base_path(rq), .is_new = !id, .is_held = partner_is_held(p), .is_trusted = partner_is(p, "trusted")};

    v.action = str_join(rq->arena, v.back, id ? S("/edit") : S("/new"));
    struct out o = app_page(rq, id ? "Edit the partner" : "New partner", "norms");
    tmpl_partner_form(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void partner_new_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &partner_form);

    form_set(f, "owner", member_address(rq->db, rq->arena, rq->session->account));
    show(rq, rs, f, &(struct partner){.trust = S("")});
}

static void set_day(struct request *rq, struct form *f, const char *name, msec day)
{
    if (day != NO_DAY)
        form_set(f, name, date_format(rq->arena, date_of(day)));
}

void partner_edit_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &partner_form);
    struct partner p;
    struct error err = {0};

    if (partner_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &p, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(f, "name", p.name);
    form_set(f, "profile", p.profile);
    form_set(f, "did", p.did);
    form_set(f, "host", p.host);
    form_set(f, "contact", p.contact);
    form_set(f, "email", p.contact_email);
    form_set(f, "scope", p.scope);
    set_day(rq, f, "from", p.agreed_from);
    set_day(rq, f, "until", p.agreed_until);
    set_day(rq, f, "review", p.review);
    if (p.owner)
        form_set(f, "owner", member_address(rq->db, rq->arena, p.owner));
    show(rq, rs, f, &p);
}

static const char sql_member[] = SQL(
    "SELECT m.account_id FROM member m JOIN account_email e ON e.account_id = m.account_id WHERE m.org_id = $1 AND e.folded = $2 AND e.verified_at IS NOT NULL");

static code typed(struct request *rq, const struct form *f, struct partner *p, struct error *err)
{
    str owner = form_text(f, "owner");

    *p = (struct partner){.org = rq->org, .id = p->id, .name = form_text(f, "name"), .profile = form_text(f, "profile"), .did = form_text(f, "did"), .host = form_text(f, "host"),
                          .contact = form_text(f, "contact"), .contact_email = form_text(f, "email"), .scope = form_text(f, "scope"), .agreed_from = form_int(f, "from"),
                          .agreed_until = form_int(f, "until"), .review = form_int(f, "review")};
    if (!owner.n)
        return OK;
    code c = db_int(rq->db, sql_member, ARGS(v_int(rq->org), v_str(email_fold(rq->arena, owner))), &p->owner, err);
    return c == NOT_FOUND ? fail(err, BAD_INPUT, "owner", "the owner has to be a member of this organisation") : c;
}

static void post(struct request *rq, struct response *rs, const struct partner *was)
{
    struct form *f = form_read(rq, &partner_form);
    struct partner p = {.id = was->id};
    int64_t id = was->id;
    struct error err = {0};
    code c = f->ok ? typed(rq, f, &p, &err) : OK;

    if (f->ok && c == OK)
        c = partner_save(rq->db, rq->arena, &(struct partner_save){&p, rq->session->account, form_text(f, "why")}, &id, &err);
    if (c == BAD_INPUT || c == CONFLICT || c == LIMIT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, f, was);
    else
        app_done_or_fail(rq, rs, c, &err, self_path(rq, id), p.id ? "Saved." : "Proposed. Look at their profile, and decide whether they are trusted.");
}

void partner_new_post(struct request *rq, struct response *rs)
{
    post(rq, rs, &(struct partner){.trust = S("")});
}

/* One that is not there is not made anew. */
void partner_edit_post(struct request *rq, struct response *rs)
{
    struct partner p;
    struct error err = {0};

    if (partner_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &p, &err) != OK)
        app_fail(rq, rs, &err);
    else
        post(rq, rs, &p);
}
