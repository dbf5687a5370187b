import CommandLineGrammar
import Testing

struct ValueTests {
    func refusal<Value>(_ text: String, _ parse: (String) throws(UsageError) -> Value) -> String {
        do throws(UsageError) {
            return "accepted: \(try parse(text))"
        } catch { return error.message }
    }

    @Test func `booleans are Go's`() throws {
        for text in ["1", "t", "T", "true", "TRUE", "True"] { #expect(try OptionValue.boolean(text)) }
        for text in ["0", "f", "F", "false", "FALSE", "False"] { #expect(try !OptionValue.boolean(text)) }
        #expect(refusal("yes", OptionValue.boolean) == "strconv.ParseBool: parsing \"yes\": invalid syntax")
    }

    @Test func `whole numbers have Go's prefixes and limits`() throws {
        #expect(try OptionValue.integer("-12") == -12)
        #expect(try OptionValue.integer("+12") == 12)
        #expect(try OptionValue.integer("0") == 0)
        #expect(try OptionValue.integer("010") == 8)
        #expect(try OptionValue.integer("0o17") == 15)
        #expect(try OptionValue.integer("0b101") == 5)
        #expect(try OptionValue.integer("0xfF") == 255)
        #expect(try OptionValue.integer("0x_ff") == 255)
        #expect(try OptionValue.integer("-9223372036854775808") == Int64.min)
        #expect(try OptionValue.unsigned("18446744073709551615") == UInt64.max)
        for text in ["", "-", "x", "1_000", "0x", "08", "1.5", " 1", "0_", "++1"] {
            #expect(refusal(text, OptionValue.integer) == "strconv.ParseInt: parsing \(quoted(text)): invalid syntax")
        }
        #expect(
            refusal("9223372036854775808", OptionValue.integer)
                == "strconv.ParseInt: parsing \"9223372036854775808\": value out of range")
        #expect(
            refusal("18446744073709551616", OptionValue.unsigned)
                == "strconv.ParseUint: parsing \"18446744073709551616\": value out of range")
        #expect(refusal("-1", OptionValue.unsigned) == "strconv.ParseUint: parsing \"-1\": invalid syntax")
    }

    @Test func `decimal numbers are read`() throws {
        #expect(try OptionValue.double("1.5") == 1.5)
        #expect(refusal("x", OptionValue.double) == "strconv.ParseFloat: parsing \"x\": invalid syntax")
    }

    @Test func `sizes have units of 1024`() throws {
        for (text, size) in [
            ("32", 32), ("32b", 32), ("32k", 32768), ("32K", 32768), ("32kb", 32768), ("32Kib", 32768),
            ("32 kb", 32768), ("1.5m", 1_572_864), ("3g", 3_221_225_472), ("2T", 2_199_023_255_552), ("0", 0),
            (".5k", 512), ("32 ", 32),
        ] as [(String, Int64)] {
            #expect(try OptionValue.bytes(text) == size, "\(text)")
        }
        for text in ["", "hello", "-32", "+32", "32mm", "32ib", "1.1.1k", "1e3", "9999999999g", "32  m"] {
            #expect(refusal(text, OptionValue.bytes) == "invalid size: '\(text)'")
        }
    }

    @Test func `durations are Go's`() throws {
        for (text, nanoseconds) in [
            ("0", 0), ("5s", 5_000_000_000), ("1m30s", 90_000_000_000), ("-1.5h", -5_400_000_000_000),
            ("300ms", 300_000_000), ("1us", 1000), ("1\u{b5}s", 1000), (".5s", 500_000_000), ("+2ns", 2),
        ] as [(String, Int64)] {
            #expect(try OptionValue.duration(text) == nanoseconds, "\(text)")
        }
        #expect(refusal("5", OptionValue.duration) == "time: missing unit in duration \"5\"")
        #expect(refusal("5d", OptionValue.duration) == "time: unknown unit \"d\" in duration \"5d\"")
        #expect(refusal("x", OptionValue.duration) == "time: invalid duration \"x\"")
        #expect(refusal("", OptionValue.duration) == "time: invalid duration \"\"")
        #expect(refusal("9999999h", OptionValue.duration) == "time: invalid duration \"9999999h\"")
    }

    @Test func `lists are lines of CSV`() throws {
        #expect(try OptionValue.commaSeparated("a,b") == ["a", "b"])
        #expect(try OptionValue.commaSeparated("") == [])
        #expect(try OptionValue.commaSeparated("a,") == ["a", ""])
        #expect(try OptionValue.commaSeparated("\"a,b\",\"c\"\"d\"") == ["a,b", "c\"d"])
        #expect(
            refusal("a\"b", OptionValue.commaSeparated)
                == "parse error on line 1, column 2: bare \" in non-quoted field")
    }
}
