import JSONText
import Testing

@Suite struct WritingTests {
    private let value: JSONValue = [
        "name": "a", "empty": [:], "none": [], "list": [1, ["b": nil]], "flag": false,
    ]

    @Test func `text on one line`() throws {
        #expect(try JSON.text(value) == #"{"name":"a","empty":{},"none":[],"list":[1,{"b":null}],"flag":false}"#)
        #expect(value.description == value.text)
    }

    @Test func `pretty text is laid out as Go's MarshalIndent does`() throws {
        #expect(
            try JSON.text(value, pretty: true) == """
                {
                    "name": "a",
                    "empty": {},
                    "none": [],
                    "list": [
                        1,
                        {
                            "b": null
                        }
                    ],
                    "flag": false
                }
                """)
        #expect(try JSON.text(["a": [1]] as JSONValue, pretty: true, indent: .tab) == "{\n\t\"a\": [\n\t\t1\n\t]\n}")
        #expect(try JSON.text(["a": 1] as JSONValue, pretty: true, indent: .spaces(2)) == "{\n  \"a\": 1\n}")
    }

    @Test func `keys are sorted when asked for, and those of dictionaries always`() throws {
        #expect(
            try JSON.text(["b": 1, "a": ["d": 2, "c": 3]] as JSONValue, sortedKeys: true)
                == #"{"a":{"c":3,"d":2},"b":1}"#)
        let names = Dictionary(uniqueKeysWithValues: (0..<9).map { ("k\($0)", $0) })
        #expect(try JSON.text(names) == #"{"k0":0,"k1":1,"k2":2,"k3":3,"k4":4,"k5":5,"k6":6,"k7":7,"k8":8}"#)
        struct Pair: Encodable { var b = 1, a = ["z": 1, "y": 2] }
        #expect(try JSON.text(Pair()) == #"{"b":1,"a":{"y":2,"z":1}}"#)
        #expect(try JSON.text(Pair(), sortedKeys: true) == #"{"a":{"y":2,"z":1},"b":1}"#)
    }

    @Test func `strings are escaped as Go does`() throws {
        #expect(
            try JSON.text("\"\\\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}/é😀") == #""\"\\\b\f\n\r\t\u0001\u001f"# + "\u{7f}/é😀\""
        )
        #expect(try JSON.text("\u{2028}\u{2029}€") == #""\u2028\u2029€""#)
        #expect(try JSON.text("<a&b>") == #""<a&b>""#)
        #expect(try JSON.text("<a&b>", escapesHTML: true) == #""\u003ca\u0026b\u003e""#)
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "-0"), (1.0, "1"), (0.1, "0.1"), (-2.5, "-2.5"), (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"), (0.000001, "0.000001"), (0.0000001, "1e-7"), (1.25e-9, "1.25e-9"),
        (123456789.125, "123456789.125"),
        (100, "100"), (1e15, "1000000000000000"), (1e16, "10000000000000000"), (0.3, "0.3"), (2.5e-308, "2.5e-308"),
    ])
    func `numbers are written as Go does`(number: Double, text: String) throws {
        #expect(try JSON.text(number) == text)
        #expect(try JSON.decode(Double.self, from: text) == number)
    }

    @Test func `a float is written with its own digits`() throws {
        #expect(try JSON.text(Float(0.1)) == "0.1")
        #expect(try JSON.text(UInt64.max) == "18446744073709551615")
        #expect(try JSON.text(Int64.min) == "-9223372036854775808")
    }

    @Test func `what has no text is an error`() {
        #expect(throws: JSONError.self) { try JSON.encode(Double.infinity) }
        #expect(throws: JSONError.self) { try JSON.encode(["a": Double.nan]) }
        var deep: JSONValue = 1
        for _ in 0..<513 { deep = [deep] }
        #expect { try JSON.encode(deep) } throws: { ($0 as? JSONError)?.code == .tooDeep }
    }
}
