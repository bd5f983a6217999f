package dev.segue.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketTest {

    @Test
    void hashIsMurmur3WithItsPublishedTestVectors() {
        assertThat(Bucket.murmur3(bytes(""), 0)).isZero();
        assertThat(Bucket.murmur3(bytes(""), 1)).isEqualTo(0x514e28b7);
        assertThat(Bucket.murmur3(bytes("test"), 0)).isEqualTo(0xba6bd213);
        assertThat(Bucket.murmur3(bytes("Hello, world!"), 0)).isEqualTo(0xc0363e43);
        assertThat(Bucket.murmur3(bytes("The quick brown fox jumps over the lazy dog"), 0x9747b28c))
                .isEqualTo(0x2fa826cd);
    }

    @Test
    void keysStayInTheirBucketsFromReleaseToRelease() {
        int[] buckets = IntStream.range(0, 8)
                .map(i -> Bucket.of("0007_extract_address", "customer-" + i))
                .toArray();

        assertThat(buckets).containsExactly(89, 52, 24, 49, 22, 17, 79, 23);
    }

    @Test
    void keysSpreadEvenlyOverAllBuckets() {
        Integer[] keysPerBucket = new Integer[100];
        Arrays.fill(keysPerBucket, 0);

        IntStream.range(0, 100_000).forEach(i -> keysPerBucket[Bucket.of("0007_extract_address", "" + i)]++);

        // 1,000 keys are expected per bucket with a standard deviation of 31.5; five of those either way.
        assertThat(keysPerBucket).allSatisfy(keys -> assertThat(keys).isBetween(840, 1160));
    }

    @Test
    void twoMigrationsChooseTheirKeysIndependently() {
        long inBoth = IntStream.range(0, 100_000)
                .mapToObj(i -> "key-" + i)
                .filter(key -> Bucket.of("0001_first", key) < 25 && Bucket.of("0002_second", key) < 25)
                .count();

        assertThat(inBoth).isBetween(5_900L, 6_600L);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
