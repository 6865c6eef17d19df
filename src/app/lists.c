/* app/lists.c — the list of all lists, and who may do what with their rows. */
#include "app/lists.h"

#include "app/apply/apply.h"
#include "app/audit/sample.h"
#include "app/award/award.h"
#include "app/backpack/shelf.h"
#include "app/catalog/catalog.h"
#include "app/claim/claim.h"
#include "app/endorse/endorse.h"
#include "app/hook/hook.h"
#include "app/induct/visit.h"
#include "app/learn/learn.h"
#include "app/ledger/ledger.h"
#include "app/list/list.h"
#include "app/mail/mail.h"
#include "app/jobrole/jobrole.h"
#include "app/matrix/matrix.h"
#include "app/org/access.h"
#include "app/org/org.h"
#include "app/intake/intake.h"
#include "app/partner/partner.h"
#include "app/pathway/pathway.h"
#include "app/people/roster.h"
#include "app/ladder/ladder.h"
#include "app/plan/plan.h"
#include "app/recognise/recognise.h"
#include "app/record/record.h"
#include "app/ready/ready.h"
#include "app/requirement/requirement.h"
#include "app/skill/heat.h"
#include "app/team/team.h"
#include "app/token/token.h"
#include "app/vacancy/vacancy.h"

const struct list_def *const app_lists[] = {
    &org_log_list_def,
    &ledger_list_def,
    &members_list_def,
    &badges_list_def,
    &people_list_def,
    &requirements_list_def,
    &requirement_people_list_def,
    &jobroles_list_def,
    &ready_list_def,
    &heat_list_def,
    &reports_list_def,
    &plans_list_def,
    &could_list_def,
    &roster_lines_def,
    &awards_list_def,
    &mail_list_def,
    &claim_list_def,
    &applications_list_def,
    &endorsement_list_def,
    &token_calls_def,
    &token_directory_def,
    &hook_sends_def,
    &learn_statements_def,
    &learn_outcomes_def,
    &learn_actors_def,
    &shelf_list_def,
    &records_list_def,
    &matrix_list_def,
    &waivers_list_def,
    &audit_views_list_def,
    &samples_list_def,
    &intakes_list_def,
    &partners_list_def,
    &vacancies_list_def,
    &candidates_list_def,
    &candidate_order_list_def,
    &nominations_list_def,
    &induct_list_def,
    &induct_open_list_def,
    &induct_signed_list_def,
    &pathway_people_def,
    &passes_list_def,
    NULL,
};

/* What slices do with rows of lists that stand below them. */
static const struct list_extra extras[] = {{&people_list_def, &induct_people_act}, {&people_list_def, &pathway_people_act}, {&people_list_def, &record_people_act}, {0}};

static bool may(struct db *db, struct arena *a, int64_t org, int64_t account, enum right right)
{
    return org_may_some(db, a, org, account, right);
}

void app_lists_start(void)
{
    list_host_is(&(struct list_host){app_lists, may, access_list_reach, extras});
}
