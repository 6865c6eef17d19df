/* demo/demo_partner.c — partners of the sample organisation: the academy whose first aid counts,
 * with its agreement, a note and our endorsement; one that is suspended, and one proposed. */
#include "app/demo/demo_private.h"

#include "app/partner/partner.h"

struct making { const struct demo_intake *in; int64_t partner; };

static struct partner_of of(const struct making *m)
{
    return (struct partner_of){m->in->org, m->partner, m->in->account};
}

static code propose(struct making *m, const struct partner *p, struct error *err)
{
    struct partner full = *p;

    full.org = m->in->org;
    full.owner = m->in->account;
    return partner_save(m->in->db, m->in->a, &(struct partner_save){&full, m->in->account}, &m->partner, err);
}

static code decide(const struct making *m, const char *trust, const char *reason, struct error *err)
{
    struct partner_decide d = {m->in->org, m->partner, m->in->account, trust, cstr(reason)};

    TRY(db_begin(m->in->db, err));
    return db_end(m->in->db, partner_decide(m->in->db, m->in->a, &d, err), err);
}

static const char agreement[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

static code fill(const struct making *m, str did, struct error *err)
{
    const struct demo_intake *in = m->in;
    struct partner_of o = of(m);

    TRY(partner_badge_add(in->db, in->a, &(struct partner_badge_add){o, {.name = S("First aid at work"), .link = S("https://firstaid.example/courses/at-work"), .words = S("Two days of practice on the quay.")}}, err));
    TRY(partner_badge_add(in->db, in->a, &(struct partner_badge_add){o, {.name = S("First aid, refresher"), .link = S("https://firstaid.example/courses/refresher")}}, err));
    TRY(partner_agreement_add(in->db, in->a, &o, &(struct intake_file){cstr(agreement), S("Agreement with the academy.pdf")}, err));
    TRY(partner_note(in->db, in->a, &(struct partner_note){o, S("Sat in on a course in spring: twelve people, two trainers, everybody practised twice.")}, err));
    return partner_endorse(in->app, in->db, in->a, &(struct partner_endorse){o, did, S("Whoever comes back from their two days knows what to do, and does it. Our works doctor looked at the syllabus.")}, err);
}

static code academy(struct making *m, str did, struct error *err)
{
    msec today = date_start(date_of(clock_now()));

    TRY(propose(m, &(struct partner){.name = S("Quayside First Aid Academy"), .did = did, .contact = S("Ana Ruiz, head of training"), .contact_email = S("ana.ruiz@firstaid.example"),
                                     .scope = S("First aid at work and its refresher, for all sites. Twelve people a course at most."), .agreed_from = today - 400 * DAY,
                                     .agreed_until = today + 330 * DAY, .review = today + 60 * DAY}, err));
    TRY(decide(m, "trusted", "", err));
    return fill(m, did, err);
}

/* What is said of one who is suspended later stands to be taken back. */
static code endorse_course(struct making *m, struct error *err)
{
    static const char course[] = "https://rescue.example/badges/from-height";
    struct partner_of o = of(m);

    TRY(partner_badge_add(m->in->db, m->in->a, &(struct partner_badge_add){o, {.name = S("Rescue from height"), .ref = cstr(course)}}, err));
    return partner_endorse(m->in->app, m->in->db, m->in->a, &(struct partner_endorse){o, cstr(course), S("Our crews practised it on our own cranes.")}, err);
}

code demo_partner_make(const struct demo_intake *in, str did, struct error *err)
{
    struct making m = {in, 0};
    msec today = date_start(date_of(clock_now()));

    TRY(academy(&m, did, err));
    TRY(propose(&m, &(struct partner){.name = S("Harbour Rescue School"), .host = S("rescue.example"), .contact = S("The office"), .scope = S("Rescue from height"),
                                      .agreed_from = today - 700 * DAY, .agreed_until = today - 20 * DAY}, err));
    TRY(decide(&m, "trusted", "", err));
    TRY(endorse_course(&m, err));
    TRY(decide(&m, "suspended", "Two of their trainers worked without a licence. Until that is cleared up, each badge is looked at.", err));
    return propose(&m, &(struct partner){.name = S("Vale Technical College"), .profile = S("https://college.example/badges/issuer"), .contact = S("Joint courses in rigging"), .scope = S("")}, err);
}
