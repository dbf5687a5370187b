import OCISpecification
import Testing

@Suite struct QuantityTests {
    private static let sizes: [(String, Int64)] = [
        ("0", 0), ("512", 512), ("512b", 512), ("512B", 512), ("1k", 1024), ("1kb", 1024), ("1KiB", 1024),
        ("512m", 512 << 20),
        ("1g", 1 << 30), ("1.5g", 3 << 29), ("2 GB", 2 << 30), ("1t", 1 << 40), ("1p", 1 << 50), ("0.5k", 512),
        ("9223372036854775807", .max),
    ]

    @Test(arguments: sizes)
    func `sizes are read as docker reads them`(text: String, bytes: Int64) throws {
        #expect(try ByteSize(parsing: text).bytes == bytes)
    }

    @Test(arguments: [
        "", "m", "-1", "-1m", "1x", "1mm", "1kib1", "1kbb", "1ib", "a1", "1.2.3", "1e3", "8192p", "9223372036854775808",
        "1 2",
    ])
    func `what is no size is refused`(text: String) {
        #expect(throws: ByteSizeError.self) { try ByteSize(parsing: text) }
    }

    private static let shownSizes: [(Int64, String, String)] = [
        (0, "0B", "0B"), (1023, "1023B", "1.023kB"), (1024, "1KiB", "1.024kB"), (1536, "1.5KiB", "1.536kB"),
        (77_900_000, "74.29MiB", "77.9MB"), (1 << 30, "1GiB", "1.074GB"), (123_456_789, "117.7MiB", "123.5MB"),
    ]

    @Test(arguments: shownSizes)
    func `sizes are shown as docker shows them`(bytes: Int64, binary: String, decimal: String) {
        #expect(ByteSize(bytes: bytes).binaryText == binary)
        #expect(ByteSize(bytes: bytes).decimalText() == decimal)
    }

    @Test func `three digits are enough for images`() {
        #expect(ByteSize(bytes: 116_579_000).decimalText(digits: 3) == "117MB")
        #expect(ByteSize(bytes: 7_330_000).decimalText(digits: 3) == "7.33MB")
    }

    private static let durations: [(String, Int64, String)] = [
        ("0", 0, "0s"), ("1ns", 1, "1ns"), ("1.5us", 1500, "1.5µs"), ("1µs", 1000, "1µs"), ("2ms", 2_000_000, "2ms"),
        ("1.5s", 1_500_000_000, "1.5s"), ("1h30m", 5_400_000_000_000, "1h30m0s"), ("90m", 5_400_000_000_000, "1h30m0s"),
        ("-1m", -60_000_000_000, "-1m0s"), ("+5s", 5_000_000_000, "5s"), (".5s", 500_000_000, "500ms"),
        ("1.s", 1_000_000_000, "1s"),
        ("1h1ms", 3_600_001_000_000, "1h0m0.001s"), ("30s", 30_000_000_000, "30s"), ("0.000000001s", 1, "1ns"),
        ("2562047h47m16.854775807s", .max, "2562047h47m16.854775807s"),
        ("-9223372036854775808ns", .min, "-2562047h47m16.854775808s"),
    ]

    @Test(arguments: durations)
    func `durations are read and printed as in Go`(text: String, nanoseconds: Int64, printed: String) throws {
        #expect(try GoDuration(parsing: text).nanoseconds == nanoseconds)
        #expect(GoDuration(nanoseconds: nanoseconds).description == printed)
    }

    @Test(arguments: [
        ("", "time: invalid duration \"\""), ("-", "time: invalid duration \"-\""),
        ("10", "time: missing unit in duration \"10\""),
        ("1d", "time: unknown unit \"d\" in duration \"1d\""), ("s", "time: invalid duration \"s\""),
        (".s", "time: invalid duration \".s\""),
        ("1s 2s", "time: unknown unit \"s \" in duration \"1s 2s\""),
        ("9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\""),
        ("2562048h", "time: invalid duration \"2562048h\""),
        ("99999999999999999999h", "time: invalid duration \"99999999999999999999h\""),
    ])
    func `errors of durations are Go's`(text: String, message: String) throws {
        let error = try #require(throws: GoDurationError.self) { try GoDuration(parsing: text) }
        #expect(error.description == message)
    }

    private static let words: [(Int64, String)] = [
        (0, "Less than a second"), (1, "1 second"), (45, "45 seconds"), (60, "About a minute"), (119, "About a minute"),
        (120, "2 minutes"),
        (3540, "59 minutes"), (3600, "About an hour"), (7200, "2 hours"), (47 * 3600, "47 hours"),
        (48 * 3600, "2 days"),
        (14 * 86400, "2 weeks"), (60 * 86400, "2 months"), (730 * 86400, "2 years"),
    ]

    @Test(arguments: words)
    func `durations in words are docker's`(seconds: Int64, words: String) {
        #expect(GoDuration(seconds: seconds).inWords == words)
    }
}
