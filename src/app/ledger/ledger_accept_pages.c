/* ledger/ledger_accept_pages.c — an administrator answers for what was changed outside. */
#include "app/ledger/ledger_pages.h"
#include "app/ledger/ledger_private.h"
#include "app/org/org.h"
#include "templates.h"
#include "web/form.h"

static const struct form_field fields[] = {
    {"row", FIELD_MANY, "What was found", .max = LEDGER_FLAWS},
    {"reason", FIELD_LINE, "Reason", .max = LEDGER_REASON, .required = true},
};
static const struct form_spec spec = FORM(fields);

static const struct str_list *ticked(struct form *f)
{
    return &form_value(f, "row")->many;
}

static bool is_ticked(struct form *f, str value)
{
    for (size_t i = 0; i < ticked(f)->n; i++)
        if (str_eq(ticked(f)->items[i], value))
            return true;
    return false;
}

static code load(struct request *rq, struct accept_view *v, struct error *err)
{
    struct ledger_findings all = {0};

    TRY(ledger_acceptable(rq->db, rq->arena, rq->org, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        str value = ledger_place_text(rq->arena, &all.items[i].of);
        *list_add(rq->arena, &v->rows) = (struct accept_row){value, all.items[i].words, is_ticked(v->form, value)};
    }
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    str back = str_printf(rq->arena, "/org/%lld/settings/ledger", (long long)rq->org);
    struct accept_view v = {.self = rq->path, .back = back, .form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Answer for a change", "settings");
    tmpl_ledger_accept(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void ledger_accept_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &spec));
}

/* One that was accepted meanwhile is as it should be. */
static code accept_each(struct request *rq, struct form *f, struct error *err)
{
    for (size_t i = 0; i < ticked(f)->n; i++) {
        struct ledger_finding one;
        str line = str_join(rq->arena, S("\t"), ticked(f)->items[i]);
        ledger_finding_read(line, &one);
        code c = ledger_accept(rq->db, rq->arena, &(struct ledger_accept){rq->org, one.of, form_text(f, "reason")}, err);
        if (c != OK && c != CONFLICT)
            return c;
        if (c == OK)
            TRY(org_log(rq->db, rq->org, rq->session->account, "ledger.accept", ticked(f)->items[i], form_text(f, "reason"), err));
    }
    return OK;
}

static code accept_all(struct request *rq, struct form *f, struct error *err)
{
    TRY(db_begin(rq->db, err));
    TRY(db_end(rq->db, accept_each(rq, f, err), err));
    code c = ledger_check_ask(rq->db, rq->arena, rq->org, rq->session->account, err);
    return c == CONFLICT ? OK : c;
}

void ledger_accept_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct error err = {0};

    if (f->ok && ticked(f)->n == 0)
        form_reject(f, "row", said("Tick what you answer for."));
    code c = f->ok ? accept_all(rq, f, &err) : OK;
    if (c == NOT_FOUND)
        form_reject(f, "row", said("It is not found any more. Look at the list again."));
    if (!f->ok) {
        show(rq, rs, f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, str_printf(rq->arena, "/org/%lld/settings/ledger", (long long)rq->org), "It is written down. Everything is being held against the ledger again.");
    }
}
