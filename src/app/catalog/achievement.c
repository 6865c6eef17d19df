/* catalog/achievement.c — a badge in the words of the standard, and the kinds of
 * achievement of OB 3.0 in plain words. */
#include "app/catalog/results.h"
#include "app/catalog/scale.h"

const struct badge_type badge_types[] = {
    {"Competency", "Skill: what somebody can do", true},
    {"CertificateOfCompletion", "Training completed", true},
    {"Course", "Course", true},
    {"Assessment", "Test or practical assessment passed", true},
    {"License", "Licence or permit for a task", true},
    {"Certification", "Certification that is renewed", true},
    {"MicroCredential", "Short course with an assessment", true},
    {"LearningProgram", "Programme of several courses", true},
    {"Achievement", "Achievement at work", true},
    {"Award", "Prize or recognition", true},
    {"Membership", "Member of a group or team", true},
    {"CommunityService", "Volunteering", true},
    {"Badge", "Badge of no particular kind", true},
    {"ApprenticeshipCertificate", "Apprenticeship", false},
    {"Assignment", "Piece of work handed in", false},
    {"AssociateDegree", "Associate degree", false},
    {"BachelorDegree", "Bachelor’s degree", false},
    {"Certificate", "Certificate", false},
    {"CoCurricular", "Activity beside the lessons", false},
    {"Degree", "Degree", false},
    {"Diploma", "Diploma", false},
    {"DoctoralDegree", "Doctoral degree", false},
    {"Fieldwork", "Fieldwork or placement", false},
    {"GeneralEducationDevelopment", "School equivalence (GED)", false},
    {"JourneymanCertificate", "Journeyman’s certificate", false},
    {"MasterCertificate", "Master craftsman’s certificate", false},
    {"MasterDegree", "Master’s degree", false},
    {"ProfessionalDoctorate", "Professional doctorate", false},
    {"QualityAssuranceCredential", "Accreditation of an organisation", false},
    {"ResearchDoctorate", "Research doctorate", false},
    {"SecondarySchoolDiploma", "School leaving certificate", false},
};
const size_t badge_type_count = COUNT(badge_types);

const char *badge_type_label(str name)
{
    for (size_t i = 0; i < COUNT(badge_types); i++)
        if (str_eq(name, cstr(badge_types[i].name)))
            return words(badge_types[i].label);
    return "Badge";
}

void catalog_split_tags(struct arena *a, str tags, struct str_list *out)
{
    str tag;

    while (str_cut(&tags, ',', &tag)) {
        tag = str_trim(tag);
        if (!str_is_empty(tag))
            *list_add(a, out) = tag;
    }
}

void catalog_achievement(struct arena *a, const struct org *o, const struct badge_row *b,
                         const struct badge_version_row *v, struct achievement *out)
{
    *out = (struct achievement){
        .id = str_printf(a, STR_FMT "/badges/" STR_FMT "/%lld", STR_ARG(o->base), STR_ARG(b->public_id),
                         (long long)v->number),
        .name = v->name, .description = v->description, .achievement_type = v->type,
        .criteria_id = str_printf(a, STR_FMT "/badges/" STR_FMT, STR_ARG(o->base), STR_ARG(b->public_id)),
        .criteria_narrative = catalog_criteria(a, v),
        .alignments = v->alignments,
        .version = str_printf(a, "%lld", (long long)v->number),
    };
    if (!str_is_empty(v->png_hash))
        out->image.id = str_printf(a, STR_FMT "/images/" STR_FMT, STR_ARG(o->base), STR_ARG(v->png_hash));
    out->in_language = v->language;
    results_publish(a, out->id, &v->results, &out->results);
    scale_publish(a, out->id, &v->alignments, &out->results);
    catalog_split_tags(a, v->tags, &out->tags);
}
