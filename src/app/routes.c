/* app/routes.c — the list of all route tables, and what each role of a process serves. */
#include "app/about/about.h"
#include "app/routes.h"

#include "app/account/account.h"
#include "app/api/api.h"
#include "app/apply/apply.h"
#include "app/audit/audit.h"
#include "app/award/award.h"
#include "app/backpack/backpack.h"
#include "app/backpack/goal.h"
#include "app/backpack/shelf.h"
#include "app/show/show.h"
#include "app/calendar/calendar.h"
#include "app/campaign/campaign.h"
#include "app/catalog/catalog.h"
#include "app/claim/claim.h"
#include "app/company/company.h"
#include "app/company/scim.h"
#include "app/cv/cv.h"
#include "app/elsewhere/elsewhere.h"
#include "app/endorse/endorse.h"
#include "app/evidence/evidence.h"
#include "app/export/export.h"
#include "app/health/health.h"
#include "app/handover/handover.h"
#include "app/hook/hook.h"
#include "app/home/home.h"
#include "app/host/host.h"
#include "app/induct/visit.h"
#include "app/learn/learn.h"
#include "app/ledger/ledger.h"
#include "app/learnlog/learnlog.h"
#include "app/letters/letters.h"
#include "app/list/list.h"
#include "app/lti/lti.h"
#include "app/mail/mail.h"
#include "app/mozilla/mozilla.h"
#include "app/jobrole/jobrole.h"
#include "app/ladder/ladder.h"
#include "app/matrix/matrix.h"
#include "app/org/org.h"
#include "app/partner/partner.h"
#include "app/intake/intake.h"
#include "app/people/people.h"
#include "app/plan/plan.h"
#include "app/pathway/pathway.h"
#include "app/privacy/privacy.h"
#include "app/public/public.h"
#include "app/recognise/recognise.h"
#include "app/recognise/wall.h"
#include "app/record/record.h"
#include "app/remind/remind.h"
#include "app/reports/checked.h"
#include "app/reports/compliance.h"
#include "app/reports/reports.h"
#include "app/reports/spread.h"
#include "app/ready/ready.h"
#include "app/requirement/requirement.h"
#include "app/reveal/reveal.h"
#include "app/sets/sets.h"
#include "app/shop/shop.h"
#include "app/skill/skill.h"
#include "app/takeaway/takeaway.h"
#include "app/team/team.h"
#include "app/token/token.h"
#include "app/vacancy/vacancy.h"
#include "app/verify/verify_pages.h"
#include "app/wallet/wallet.h"

/* One name a line, so that two changes do not meet in one. */
/* Of every server. */
#define BOTH \
    setup_routes, \
    health_routes, \
    account_routes, \
    list_routes, \
    mail_routes, \
    calendar_routes, \
    verify_routes, \
    verify_kept_routes, \
    about_routes, \
    validator_routes,

/* Of organisations that issue. */
#define ISSUER \
    org_routes, \
    home_routes, \
    ledger_routes, \
    token_routes, \
    hook_routes, \
    people_routes, \
    catalog_routes, \
    evidence_routes, \
    award_routes, \
    endorse_routes, \
    apply_routes, \
    recognise_routes, \
    wall_routes, \
    claim_routes, \
    sets_routes, \
    learn_routes, \
    xapi_routes, \
    lti_routes, \
    reports_routes, \
    compliance_routes, \
    spread_routes, \
    checked_routes, \
    matrix_routes, \
    team_routes, \
    plan_routes, \
    campaign_routes, \
    partner_routes, \
    audit_routes, \
    requirement_routes, \
    intake_routes, \
    induct_routes, \
    visit_routes, \
    pathway_routes, \
    ladder_routes, \
    jobrole_routes, \
    ready_routes, \
    card_routes, \
    skill_routes, \
    vacancy_routes, \
    privacy_routes, \
    handover_routes, \
    export_routes, \
    api_org_routes, \
    api_badge_routes, \
    api_award_routes, \
    api_award_change_routes, \
    api_list_routes, \
    api_people_routes, \
    api_standing_routes, \
    api_clearance_routes, \
    api_skill_routes, \
    api_pathway_routes, \
    api_claim_routes, \
    api_group_routes, \
    api_place_routes, \
    api_endorse_routes, \
    api_intake_routes, \
    api_apply_routes, \
    api_verify_routes, \
    api_webhook_routes, \
    api_claim_people_routes, \
    api_report_routes, \
    api_member_routes, \
    api_record_routes, \
    api_view_routes, \
    api_docs_routes, \
    company_routes, \
    directory_routes, \
    scim_routes, \
    scim_group_routes, \
    scim_describe_routes, \
    letters_routes, \
    remind_routes, \
    duty_routes, \
    public_routes, \
    record_routes, \
    shop_routes,

/* Of people's own accounts. */
#define BACKPACK \
    backpack_routes, \
    shelf_routes, \
    goal_routes, \
    learnlog_routes, \
    show_routes, \
    sharing_routes, \
    ownership_routes, \
    wish_routes, \
    takeaway_routes, \
    cv_routes, \
    reveal_routes, \
    wallet_routes, \
    host_routes, \
    elsewhere_routes, \
    mozilla_routes,

static const struct route *const issuer_tables[] = {BOTH ISSUER NULL};
static const struct route *const backpack_tables[] = {BOTH BACKPACK NULL};
static const struct route *const all_tables[] = {BOTH ISSUER BACKPACK NULL};

const struct route *const *routes_of_role(enum app_role role)
{
    return role == ROLE_ISSUER ? issuer_tables : role == ROLE_BACKPACK ? backpack_tables : all_tables;
}
