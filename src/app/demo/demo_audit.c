/* demo/demo_audit.c — the auditor drew a sample and noted what they found at the first lines. */
#include "app/demo/demo_private.h"

#include "app/account/account.h"
#include "app/audit/sample.h"

static code note_first(const struct demo_audit *in, int64_t sample, struct error *err)
{
    static const struct { const char *result, *note; } found[] = {
        {"holds", ""}, {"holds", "Certificate seen"}, {"finding", "The record has no witness, though the requirement asks for one"}, {"note", "Works here since a week"},
    };
    struct sample_lines lines = {0};

    TRY(sample_lines(in->db, in->a, in->org, sample, &lines, err));
    for (size_t i = 0; i < lines.n && i < COUNT(found); i++)
        TRY(sample_note(in->db, &(struct sample_note){in->org, sample, lines.items[i].id, cstr(found[i].result), cstr(found[i].note)}, err));
    return OK;
}

code demo_audit_make(const struct demo_audit *in, struct error *err)
{
    struct sample_ask q = {.org = in->org, .name = S("Operations, all standards"), .seed = S("harbour-2026"), .query = S(""), .day = date_start(date_of(clock_now())), .n = 12};
    struct account acc;
    int64_t id = 0;

    TRY(account_by_email(in->db, in->a, S("auditor@example.com"), &acc, err));
    q.account = acc.id;
    TRY(sample_make(in->db, in->a, &q, &id, err));
    return note_first(in, id, err);
}
