package dev.segue.client;

import java.nio.charset.StandardCharsets;

/**
 * Puts keys into a hundred buckets, 0 to 99, evenly and for ever the same way: MurmurHash3 (x86, 32 bit; Austin Appleby,
 * public domain) of the key's UTF-8 bytes, seeded with the hash of the salt, scaled to a hundred. The function is part of
 * the contract between instances and releases and never changes. A key is hashed without allocating anything.
 */
final class Bucket {

    static final int BUCKETS = 100;

    private Bucket() {}

    /**
     * {@return what keys are hashed with}
     *
     * @param salt keeps two migrations from always choosing the same keys first
     */
    static int seed(String salt) {
        return murmur3(salt, 0);
    }

    /** {@return the bucket of a key, 0 to 99} */
    static int of(int seed, String key) {
        return (int) ((Integer.toUnsignedLong(murmur3(key, seed)) * BUCKETS) >>> 32);
    }

    /** Of the UTF-8 bytes of a text, as {@link String#getBytes} with {@link StandardCharsets#UTF_8} gives them. */
    static int murmur3(String text, int seed) {
        int hash = seed;
        int block = 0;
        int bytes = 0;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char unit = text.charAt(i);
            int encoded;
            int count;
            if (unit < 0x80) {
                encoded = unit;
                count = 1;
            } else if (unit < 0x800) {
                encoded = 0xC0 | unit >> 6 | (0x80 | unit & 0x3F) << 8;
                count = 2;
            } else if (!Character.isSurrogate(unit)) {
                encoded = 0xE0 | unit >> 12 | (0x80 | unit >> 6 & 0x3F) << 8 | (0x80 | unit & 0x3F) << 16;
                count = 3;
            } else if (Character.isHighSurrogate(unit)
                    && i + 1 < length
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                int point = Character.toCodePoint(unit, text.charAt(i));
                encoded = 0xF0
                        | point >> 18
                        | (0x80 | point >> 12 & 0x3F) << 8
                        | (0x80 | point >> 6 & 0x3F) << 16
                        | (0x80 | point & 0x3F) << 24;
                count = 4;
            } else {
                encoded = '?';
                count = 1;
            }
            for (; count > 0; count--, encoded >>>= 8) {
                block |= (encoded & 0xFF) << ((bytes & 3) << 3);
                bytes++;
                if ((bytes & 3) == 0) {
                    hash = Integer.rotateLeft(hash ^ mix(block), 13) * 5 + 0xe6546b64;
                    block = 0;
                }
            }
        }
        hash ^= mix(block);
        hash ^= bytes;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }

    private static int mix(int block) {
        return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
    }
}
