import JSONText
import Testing

@Suite struct ReadingTests {
    @Test func `values of every kind are read`() throws {
        let value = try JSONValue(parsing: #" {"a":[1,-2,3.5,true,false,null,"x"],"b":{}} "#)
        #expect(value == ["a": [1, -2, 3.5, true, false, nil, "x"], "b": [:]])
    }

    @Test func `whole numbers keep 64 bits`() throws {
        #expect(try JSONValue(parsing: "9223372036854775807") == .integer(.max))
        #expect(try JSONValue(parsing: "-9223372036854775808") == .integer(.min))
        #expect(try JSONValue(parsing: "18446744073709551615") == .unsigned(.max))
        #expect(try JSONValue(parsing: "18446744073709551616") == .double(18_446_744_073_709_551_616))
        #expect(try JSONValue(parsing: "-0").text == "-0")
        #expect(try JSONValue(parsing: "1e2") == .double(100))
    }

    @Test func `escapes stand for their characters`() throws {
        let text = #""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00""#
        #expect(try JSONValue(parsing: text) == "\"\\/\u{8}\u{c}\n\r\tAé😀")
    }

    @Test func `of a repeated key the last counts`() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"b":2,"\u0061":3}"#) == ["b": 2, "a": 3])
        let many = (0..<100).map { #""k\#($0 % 50)":\#($0)"# }.joined(separator: ",")
        let object = try #require(try JSONValue(parsing: "{\(many)}").objectValue)
        #expect(object.count == 50)
        #expect(object["k7"] == 57)
        #expect(try JSON.decode([String: Int].self, from: "{\(many)}")["k7"] == 57)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}",
        "{1:1}", "01",
        "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "tru", "True", "nul", "NaN", "Infinity", "\"", "\"\\", "\"\\x\"",
        "\"\\u12\"", "\"\\u12g4\"", "\"a\nb\"", "\"\t\"", "1 2", "{} x", "[1 2]", "'a'", "// c\n1", "\u{feff}1",
        "{\"a\" 1}",
        "[,1]", "{,}", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\ud800x\"",
    ])
    func `malformed text is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    @Test(arguments: [
        [0x80], [0xc0, 0x80], [0xc3], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0x80],
        [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff], [0xe2, 0x82],
    ])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        #expect { try JSONValue(parsing: [0x22] + bytes + [0x22]) } throws: { ($0 as? JSONError)?.code == .notUnicode }
    }

    @Test func `depth has a limit`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSONValue(parsing: nested(512))
        #expect { try JSONValue(parsing: nested(513)) } throws: { ($0 as? JSONError)?.code == .tooDeep }
        #expect { try JSONValue(parsing: String(repeating: "{\"a\":", count: 100_000)) } throws: {
            ($0 as? JSONError)?.code == .tooDeep
        }
    }

    @Test func `an error tells line and column`() throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: "{\n  \"a\": 1,\n  \"b\": x\n}") }
        #expect(error.line == 3)
        #expect(error.column == 8)
        #expect(error.description == "unexpected 'x' where a value was expected (line 3, column 8)")
    }

    @Test func `every cut of a text is an error, and none crashes`() throws {
        let text = Array(#"{"a":[1,-2.5e3,true,null,"x\n\u00e9é"],"b":{"c":"😀"}}"#.utf8)
        for count in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text[..<count])) }
        }
    }

    @Test func `any changed byte is read or refused, and none crashes`() throws {
        let text = Array(#"{"a":[1,-2.5e3,true,null,"x\n\u00e9é"],"b":{"c":"😀"}}"#.utf8)
        for index in text.indices {
            for byte in stride(from: UInt8(0), to: 255, by: 3) {
                var changed = text
                changed[index] = byte
                guard let value = try? JSONValue(parsing: changed) else { continue }
                #expect(try JSONValue(parsing: value.text).text == value.text)
            }
        }
    }
}
