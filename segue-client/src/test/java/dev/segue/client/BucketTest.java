package dev.segue.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketTest {

    @Test
    void hashIsMurmur3WithItsPublishedTestVectors() {
        assertThat(Bucket.murmur3("", 0)).isZero();
        assertThat(Bucket.murmur3("", 1)).isEqualTo(0x514e28b7);
        assertThat(Bucket.murmur3("test", 0)).isEqualTo(0xba6bd213);
        assertThat(Bucket.murmur3("Hello, world!", 0)).isEqualTo(0xc0363e43);
        assertThat(Bucket.murmur3("The quick brown fox jumps over the lazy dog", 0x9747b28c))
                .isEqualTo(0x2fa826cd);
    }

    @Test
    void keysStayInTheirBucketsFromReleaseToRelease() {
        int[] buckets = IntStream.range(0, 8)
                .map(i -> Bucket.of(Bucket.seed("0007_extract_address"), "customer-" + i))
                .toArray();

        assertThat(buckets).containsExactly(89, 52, 24, 49, 22, 17, 79, 23);
    }

    @Test
    void keysSpreadEvenlyOverAllBuckets() {
        Integer[] keysPerBucket = new Integer[100];
        Arrays.fill(keysPerBucket, 0);

        IntStream.range(0, 100_000)
                .forEach(i -> keysPerBucket[Bucket.of(Bucket.seed("0007_extract_address"), "" + i)]++);

        // 1,000 keys are expected per bucket with a standard deviation of 31.5; five of those either way.
        assertThat(keysPerBucket).allSatisfy(keys -> assertThat(keys).isBetween(840, 1160));
    }

    @Test
    void twoMigrationsChooseTheirKeysIndependently() {
        long inBoth = IntStream.range(0, 100_000)
                .mapToObj(i -> "key-" + i)
                .filter(key -> Bucket.of(Bucket.seed("0001_first"), key) < 25
                        && Bucket.of(Bucket.seed("0002_second"), key) < 25)
                .count();

        assertThat(inBoth).isBetween(5_900L, 6_600L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "ab",
                "abc",
                "abcd",
                "Zürich",
                "₤₤₤",
                "naïve café",
                "😀",
                "a😀b",
                "\uD83D",
                "x\uDE00y",
                "\uD83D\uD83D\uDE00"
            })
    void aKeyIsHashedAsItsBytesInUtf8(String key) {
        assertThat(Bucket.murmur3(key, 7)).isEqualTo(ofBytes(key.getBytes(StandardCharsets.UTF_8), 7));
    }

    /** The published algorithm, as it reads. */
    private static int ofBytes(byte[] bytes, int seed) {
        int hash = seed;
        int whole = bytes.length & ~3;
        for (int i = 0; i < whole; i += 4) {
            hash ^= mixed(block(bytes, i, 4));
            hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
        }
        hash ^= mixed(block(bytes, whole, bytes.length - whole));
        hash ^= bytes.length;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }

    private static int block(byte[] bytes, int from, int length) {
        int block = 0;
        for (int i = length - 1; i >= 0; i--) {
            block = block << 8 | (bytes[from + i] & 0xff);
        }
        return block;
    }

    private static int mixed(int block) {
        return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
    }
}
