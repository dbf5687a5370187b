import Linux
import Testing

@Suite struct TimestampTests {
    @Test func `moments at both ends of time are told and compared without an overflow`() throws {
        let now = Timestamp(nanoseconds: 1_790_000_000_000_000_000)
        let old = try #require(Timestamp(rfc3339: "1700-01-01T00:00:00.5Z"))
        #expect(old.rfc3339Nano == "1700-01-01T00:00:00.5Z")
        #expect(now.since(old) == .max && old.since(now) == .min)
        #expect(now.since(Timestamp(seconds: 1_789_999_999)) == 1_000_000_000)
        #expect(Timestamp(nanoseconds: .min).rfc3339Nano == "1677-09-21T00:12:43.145224192Z")
        #expect(Timestamp(nanoseconds: .max).rfc3339Nano == "2262-04-11T23:47:16.854775807Z")
        #expect(Timestamp(seconds: .min).nanoseconds == .min && Timestamp(seconds: .max).nanoseconds == .max)
        #expect(now.before(by: .min).nanoseconds == .max)
        #expect(now.before(by: 1_000_000_000).seconds == 1_789_999_999)
        #expect(Timestamp(nanoseconds: -1).seconds == -1 && Timestamp(nanoseconds: -1).rfc3339Nano == "1969-12-31T23:59:59.999999999Z")
    }
}
