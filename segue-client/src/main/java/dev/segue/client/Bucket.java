package dev.segue.client;

import java.nio.charset.StandardCharsets;

/**
 * Puts keys into a hundred buckets, 0 to 99, evenly and for ever the same way: MurmurHash3 (x86, 32 bit; Austin Appleby,
 * public domain) of the key's UTF-8 bytes, seeded with the hash of the salt, scaled to a hundred. The function is part of
 * the contract between instances and releases and never changes.
 */
final class Bucket {

    private static final int BUCKETS = 100;

    private Bucket() {}

    /**
     * {@return the bucket of a key, 0 to 99}
     *
     * @param salt keeps two migrations from always choosing the same keys first
     */
    static int of(String salt, String key) {
        int seed = murmur3(salt.getBytes(StandardCharsets.UTF_8), 0);
        int hash = murmur3(key.getBytes(StandardCharsets.UTF_8), seed);
        return (int) ((Integer.toUnsignedLong(hash) * BUCKETS) >>> 32);
    }

    static int murmur3(byte[] bytes, int seed) {
        int hash = seed;
        int whole = bytes.length & ~3;
        for (int i = 0; i < whole; i += 4) {
            int block = (bytes[i] & 0xff)
                    | (bytes[i + 1] & 0xff) << 8
                    | (bytes[i + 2] & 0xff) << 16
                    | (bytes[i + 3] & 0xff) << 24;
            hash ^= mix(block);
            hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
        }
        int rest = 0;
        for (int i = bytes.length - 1; i >= whole; i--) {
            rest = rest << 8 | (bytes[i] & 0xff);
        }
        hash ^= mix(rest);
        hash ^= bytes.length;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }

    private static int mix(int block) {
        return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
    }
}
