/* demo/demo_people.c — sixty people from many places, and where they work. */
#include "app/demo/demo_private.h"

const char *demo_department_name(enum department d)
{
    switch (d) {
    case WAREHOUSE: return "Warehouse";
    case PRODUCTION: return "Production";
    case MAINTENANCE: return "Maintenance";
    case QUALITY: return "Quality";
    case OFFICE: return "Office";
    case SERVICE: return "Customer service";
    case CANTEEN: return "Canteen";
    default: return "";
    }
}

#define AT(name) name "@example.com"

const struct demo_person demo_people[] = {
    {"Amina Diallo",            AT("amina.diallo"),      WAREHOUSE,   0,   0},
    {"Björn Lindqvist",         AT("bjorn.lindqvist"),   MAINTENANCE, 0,   0},
    {"Chiara Esposito",         AT("chiara.esposito"),   OFFICE,      0,   0},
    {"Nguyễn Thị Hoa",          AT("hoa.nguyen"),        PRODUCTION,  0,   0},
    {"Mateusz Wiśniewski",      AT("mateusz.wisniewski"), WAREHOUSE,  0,   0},
    {"Sinéad O’Connor",         AT("sinead.oconnor"),    SERVICE,     0,   0},
    {"Yusuf Öztürk",            AT("yusuf.ozturk"),      PRODUCTION,  0,   0},
    {"Priya Raman",             AT("priya.raman"),       QUALITY,     0,   0},
    {"Jean-Baptiste Lefèvre",   AT("jb.lefevre"),        CANTEEN,     0,   0},
    {"Katarzyna Nowak",         AT("katarzyna.nowak"),   WAREHOUSE,   0,   410},
    {"Tomás Herrera",           AT("tomas.herrera"),     PRODUCTION,  0,   0},
    {"Zoë van der Berg",        AT("zoe.vandenberg"),    OFFICE,      0,   0},
    {"Олена Коваленко",         AT("olena.kovalenko"),   PRODUCTION,  0,   0},
    {"Kwame Mensah",            AT("kwame.mensah"),      WAREHOUSE,   0,   0},
    {"Haruka Tanaka",           AT("haruka.tanaka"),     QUALITY,     0,   0},
    {"Łukasz Zieliński",        AT("lukasz.zielinski"),  MAINTENANCE, 0,   0},
    {"Fatima Zahra El Idrissi", AT("fatima.elidrissi"),  SERVICE,     0,   0},
    {"Oliver Schäfer",          AT("oliver.schaefer"),   PRODUCTION,  0,   0},
    {"Rosa Delgado Martínez",   AT("rosa.delgado"),      CANTEEN,     0,   0},
    {"Stefan Đorđević",         AT("stefan.dordevic"),   WAREHOUSE,   0,   0},
    {"Grace Okafor",            AT("grace.okafor"),      OFFICE,      0,   0},
    {"Andrej Novák",            AT("andrej.novak"),      MAINTENANCE, 0,   0},
    {"Li Wei",                  AT("wei.li"),            QUALITY,     0,   0},
    {"Emma Johansen",           AT("emma.johansen"),     SERVICE,     0,   0},
    {"Ibrahim Hassan",          AT("ibrahim.hassan"),    WAREHOUSE,   0,   0},
    {"Γιώργος Παπαδόπουλος",    AT("giorgos.papadopoulos"), PRODUCTION, 0, 0},
    {"Hannah Becker",           AT("hannah.becker"),     OFFICE,      0,   0},
    {"Inês Carvalho",           AT("ines.carvalho"),     PRODUCTION,  0,   0},
    {"Ahmed Bouazizi",          AT("ahmed.bouazizi"),    MAINTENANCE, 0,   0},
    {"Marta Kowalczyk",         AT("marta.kowalczyk"),   WAREHOUSE,   0,   0},
    {"Niamh Byrne",             AT("niamh.byrne"),       SERVICE,     0,   560},
    {"Vikram Singh",            AT("vikram.singh"),      WAREHOUSE,   0,   0},
    {"Françoise Dubois",        AT("francoise.dubois"),  QUALITY,     0,   0},
    {"Péter Szabó",             AT("peter.szabo"),       PRODUCTION,  0,   0},
    {"Elif Demir",              AT("elif.demir"),        PRODUCTION,  0,   0},
    {"Samuel Adeyemi",          AT("samuel.adeyemi"),    MAINTENANCE, 0,   0},
    {"Ingrid Sørensen",         AT("ingrid.sorensen"),   OFFICE,      0,   0},
    {"Dmitri Volkov",           AT("dmitri.volkov"),     WAREHOUSE,   0,   0},
    {"Leïla Benali",            AT("leila.benali"),      CANTEEN,     0,   0},
    {"George Whitfield",        AT("george.whitfield"),  PRODUCTION,  0,   0},
    {"Aylin Yıldız",            AT("aylin.yildiz"),      SERVICE,     45,  0},
    {"Pedro Gonçalves",         AT("pedro.goncalves"),   WAREHOUSE,   60,  0},
    {"Thandiwe Nkosi",          AT("thandiwe.nkosi"),    PRODUCTION,  88,  0},
    {"Ji-woo Park",             AT("jiwoo.park"),        QUALITY,     120, 0},
    {"Ståle Hågensen",          AT("stale.hagensen"),    MAINTENANCE, 141, 0},
    {"Beatriz Núñez",           AT("beatriz.nunez"),     OFFICE,      170, 0},
    {"Arjun Mehta",             AT("arjun.mehta"),       WAREHOUSE,   205, 0},
    {"Charlotte Müller",        AT("charlotte.mueller"), PRODUCTION,  230, 0},
    {"Omar Al-Farsi",           AT("omar.alfarsi"),      WAREHOUSE,   268, 655},
    {"Siobhán Kelly",           AT("siobhan.kelly"),     SERVICE,     301, 0},
    {"Jakub Dvořák",            AT("jakub.dvorak"),      PRODUCTION,  338, 0},
    {"Mei-Ling Chen",           AT("meiling.chen"),      OFFICE,      372, 0},
    {"Rasmus Põld",             AT("rasmus.pold"),       MAINTENANCE, 404, 0},
    {"Adaeze Eze",              AT("adaeze.eze"),        WAREHOUSE,   440, 0},
    {"Luca Ferrari",            AT("luca.ferrari"),      CANTEEN,     482, 0},
    {"Noor van Dijk",           AT("noor.vandijk"),      SERVICE,     520, 0},
    {"Sofía Ramírez",           AT("sofia.ramirez"),     PRODUCTION,  566, 0},
    {"Tariq Mahmood",           AT("tariq.mahmood"),     WAREHOUSE,   611, 0},
    {"Klára Horváthová",        AT("klara.horvathova"),  QUALITY,     660, 0},
    {"Daniel Björk",            AT("daniel.bjork"),      PRODUCTION,  704, 0},
};
const size_t demo_person_count = COUNT(demo_people);
