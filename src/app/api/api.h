/* api/api.h — what programs of an organisation may ask and do: /api/v1. A row of
 * the route table says its scope, what it reads and what it answers; requests are
 * held against that, and the OpenAPI document and its page are written from it. */
#pragma once
#include "app/app.h"

extern const struct route api_org_routes[], api_badge_routes[], api_award_routes[], api_award_change_routes[], api_list_routes[],
    api_people_routes[], api_standing_routes[], api_clearance_routes[], api_skill_routes[], api_group_routes[], api_place_routes[], api_claim_routes[], api_endorse_routes[], api_intake_routes[], api_apply_routes[],
    api_verify_routes[], api_webhook_routes[], api_docs_routes[], api_claim_people_routes[], api_report_routes[], api_member_routes[], api_record_routes[],
    api_view_routes[], api_pathway_routes[];
void api_start(void);                            /* once per process: webhooks say what calls answer */
