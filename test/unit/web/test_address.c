#include "unit/test.h"
#include "web/fetch.h"

TEST(only_plainly_public_addresses_are_public)
{
    static const struct { const char *ip; bool want; } t[] = {
        {"8.8.8.8", true}, {"198.41.0.4", true}, {"1.0.0.1", true}, {"9.255.255.255", true}, {"11.0.0.0", true},
        {"100.63.255.255", true}, {"100.128.0.0", true}, {"172.15.255.255", true}, {"172.32.0.0", true},
        {"192.167.255.255", true}, {"192.169.0.0", true}, {"223.255.255.255", true}, {"198.17.255.255", true},
        {"198.20.0.0", true}, {"192.0.1.0", true},
        {"0.0.0.0", false}, {"0.255.255.255", false}, {"10.0.0.0", false}, {"10.255.255.255", false},
        {"100.64.0.0", false}, {"100.127.255.255", false}, {"127.0.0.1", false}, {"127.255.255.255", false},
        {"169.254.0.0", false}, {"169.254.169.254", false}, {"172.16.0.0", false}, {"172.31.255.255", false},
        {"192.0.0.1", false}, {"192.0.2.1", false}, {"192.88.99.1", false}, {"192.168.0.0", false},
        {"192.168.255.255", false}, {"198.18.0.0", false}, {"198.19.255.255", false}, {"198.51.100.7", false},
        {"203.0.113.9", false}, {"224.0.0.1", false}, {"239.255.255.255", false}, {"240.0.0.1", false},
        {"255.255.255.255", false},
        {"2a00:1450:4001::8a", true}, {"2606:4700::1111", true}, {"64:ff9b::808:808", true},
        {"::", false}, {"::1", false}, {"::2", false}, {"::127.0.0.1", false}, {"::ffff:127.0.0.1", false},
        {"::ffff:8.8.8.8", false}, {"64:ff9b::a00:1", false}, {"64:ff9b::7f00:1", false}, {"64:ff9b:1::1", false},
        {"100::1", false}, {"2001::1", false}, {"2001:1ff::1", false}, {"2001:db8::1", false},
        {"2002:7f00:1::1", false}, {"3fff::1", false}, {"fc00::1", false}, {"fdff::1", false}, {"fe80::1", false},
        {"fec0::1", false}, {"ff02::1", false}, {"4000::1", false}, {"5f00::1", false},
        {"", false}, {"localhost", false}, {"127.1", false}, {"0x7f.0.0.1", false}, {"8.8.8.8.", false},
        {"1.2.3.4 ", false}, {"fe80::1%eth0", false},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, fetch_address_is_public(cstr(t[i].ip)) == t[i].want);
}
