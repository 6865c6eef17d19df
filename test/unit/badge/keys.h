/* keys.h — keys for tests alone, made for them: everybody knows their secrets. */
#pragma once

#define RSA_SECRET \
    "-----BEGIN PRIVATE KEY-----\n" \
    "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQC+mpqY1HzVtzce\n" \
    "ZGC9qfTDBOUZZxDSr1K5q31eRlooivD/O32o+65zZnYIWzDXJFUGRTsNeGfy+4bt\n" \
    "yZ98dKUwUtwt/RB5e6B8bIe1EZLpOaCPlcH+W3xl+52drnNLxzgj4EJNJO8Ty/+V\n" \
    "8z0QAkzY7rRMy0wmDsRUqLSQUPEVwTfFk2Tr2laFFTw++fwVZmHtE6VgMUytUS74\n" \
    "ZPpy/59+pjLk4Jag7DOB+3zaWMNpU/Ah+EL128ZeRFbHiBqkggjv7d3eruRoZmkf\n" \
    "dxgmUy79Rm7oyQwOIsBrmRNfKX2U9GquGsnvfg3WWl4PRy/nx3YiJV7n0e9U73hK\n" \
    "gW5HVCyJAgMBAAECggEACK9Gc0d+SyYambTI6Cdv7rlgv3Yv4OuqZSmcUCD8P2vq\n" \
    "RHTnWj1iguFUqDeQe4MNKTibEtdtRBfkG15UGSF++9tQqztERobEppqy2cQb2ard\n" \
    "pyEzmkV8nvB2q249FGM2yoKvvrBbwN8LDZ/sRLgYHIvO1Q9v0C2c0j8wIAHCJGOp\n" \
    "2h4mYr+CivEI7uBEYSOIrFk+VSNu5qEvJAU6LHX6R0IgJuMAewEk7JykD9NWNftG\n" \
    "hGTOwpIOzwx6tuJu9NX1D+OpjoqlBKp3/U1zzo2QLSwBC3/OnDBvaj5dZJENzaQj\n" \
    "lrZEvLaOjmrHysjpIazu9Zg9RinT8SkdGnsa9EtwUQKBgQDti8aeRdsODDWRhqAS\n" \
    "x2An9vf4wAOXGVxWxbmhs1m9tFRovY6JPKBMKa98iP53ETu2UoOCQRrJdHj05toM\n" \
    "11UOw8r9xj4oBz1vkHMfUWJINdAcn6Nd/majUIjoxBIX4+MWqY9Amvxc8O6lxsX4\n" \
    "5K6ZK9/D1aBrZT2Q6t49F6vEmQKBgQDNaUMM+iDoOSB9R70W7ozWnwu+xIbSc+sX\n" \
    "TIn1rrFRL8y5JVikuc/hUmW6CyuNCDpNtOUT6tU1h1dYi3ZlkNRMaUOIR6kF6Ltx\n" \
    "EHC+OWq0MyfRMp+nRIegnFSZauI2iMTWZLmI7KmeNZTaLE29xaJMROE88rNNIm53\n" \
    "ImiRtz+tcQKBgBF2nylvlUUZHK8QKKB4y9bkTyKYaysmkCVI7/a1SrmpkjMJDHuG\n" \
    "W3p97grHv31dZPhoZIak5qU8zM+kUQ90nSoytq+lbVhf/+I9yljZENKiMiSIj+gP\n" \
    "FdiXyRjjoTjkZgN6f6+ONVNX2xOQ42kC1tsn4JFzGRIMJVSMD76KCPSxAoGAJw5l\n" \
    "plkE2sLJ76gtRufytXgmNo6NiARsZdCyxpkBtAsfpPB561A9O318RCSNklJHK7FC\n" \
    "gUf8ZCIotHhH+cXQ5/p30bi2ZZ47zaKvnSuzozG612cFvjskgqBW4ZjWDEJzEsSy\n" \
    "FlvRYHiVpeoYmgWy90d9gCYxe3AZiuNq+JHcNLECgYAnncLqMWujv+OqEsTSV5ID\n" \
    "ROjItl5MuKQ3bKuShXmc0lIM2+Oxz3sibrL9//wxNH59MbdNLWU96fPiJFoDWhRT\n" \
    "ji43KZyI8pbx8pM/IcviOtpEQ1zsptIBmH+2bzIi5GV1Lfh7gWICu+rMrJdjx/oN\n" \
    "JSTc/th4erw3sHfqPUZXAw==\n" \
    "-----END PRIVATE KEY-----\n"

#define RSA_PUBLIC \
    "-----BEGIN PUBLIC KEY-----\n" \
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvpqamNR81bc3HmRgvan0\n" \
    "wwTlGWcQ0q9Suat9XkZaKIrw/zt9qPuuc2Z2CFsw1yRVBkU7DXhn8vuG7cmffHSl\n" \
    "MFLcLf0QeXugfGyHtRGS6Tmgj5XB/lt8Zfudna5zS8c4I+BCTSTvE8v/lfM9EAJM\n" \
    "2O60TMtMJg7EVKi0kFDxFcE3xZNk69pWhRU8Pvn8FWZh7ROlYDFMrVEu+GT6cv+f\n" \
    "fqYy5OCWoOwzgft82ljDaVPwIfhC9dvGXkRWx4gapIII7+3d3q7kaGZpH3cYJlMu\n" \
    "/UZu6MkMDiLAa5kTXyl9lPRqrhrJ734N1lpeD0cv58d2IiVe59HvVO94SoFuR1Qs\n" \
    "iQIDAQAB\n" \
    "-----END PUBLIC KEY-----\n"

#define RSA_OTHER_PUBLIC \
    "-----BEGIN PUBLIC KEY-----\n" \
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAgzyGVqOB6Ms07vFJTpQ1\n" \
    "+B7amtYMPVoh62seNtcsMt2HAJ2WTSzQNpxkSj1V3UcYu8DtCHAqKiuvOPX6MPf6\n" \
    "4LMP7laP4vQ7esXmJtnHGquNzU4xnut7+TBcnILC54oyzsERRcc71wjMv394VEWb\n" \
    "CewksNa0tcBFU/EIO8QO6yTDNpGSovE0pMveDwMQ1cbNHSmxNOVGDioNJzXdtsQ6\n" \
    "hkpsytxGFFvpPJuvJIab2RkLdcDI5LsuDtggFIjXcdav8Ua1eYT1PH1hxN9EcuAf\n" \
    "u5t2Jyd+zOi1KLu10VmN7R83qc4p1+K7LRjZWiBmQIDLh4SWO8B8un/2pgwAy7ge\n" \
    "9wIDAQAB\n" \
    "-----END PUBLIC KEY-----\n"

#define RSA_SMALL_PUBLIC \
    "-----BEGIN PUBLIC KEY-----\n" \
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDA4W4s3NnGt7NFnLZgVeRzMYdC\n" \
    "/etGMGUvoT5a1u6He52McfrRGPmbR7Ufc9Pnv1QUagcVNzfrSnGDyHYgOKKQaKQf\n" \
    "TE4RYnMVIPkMqBD4sEBQFgvhpOCgJ7Df58eQKhH3+4rAiYUkBJsL74rP0oILxH+S\n" \
    "MaZysotPlx5OypATBwIDAQAB\n" \
    "-----END PUBLIC KEY-----\n"

#define EC_SECRET \
    "-----BEGIN PRIVATE KEY-----\n" \
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg3P218ykRiRTvibve\n" \
    "tC6f7e9HnMOJEeblR1WikHcKuKyhRANCAASVht3EP2pN3uSr1uf04Hjt2HJrB9dQ\n" \
    "SlFLPu6RpRxSdwOgck0Zt4jqDIsyAci1IUI/s6XCc43CxPxRdf4lZo3H\n" \
    "-----END PRIVATE KEY-----\n"

#define EC_PUBLIC \
    "-----BEGIN PUBLIC KEY-----\n" \
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAElYbdxD9qTd7kq9bn9OB47dhyawfX\n" \
    "UEpRSz7ukaUcUncDoHJNGbeI6gyLMgHItSFCP7OlwnONwsT8UXX+JWaNxw==\n" \
    "-----END PUBLIC KEY-----\n"
