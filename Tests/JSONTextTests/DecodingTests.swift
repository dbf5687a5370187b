import JSONText
import Testing

private struct Everything: Codable, Equatable {
    enum Color: String, Codable { case red, green }
    struct Inner: Codable, Equatable {
        var name: String
        var list: [Int8]
    }
    var flag: Bool
    var small: Int8
    var large: UInt64
    var negative: Int64
    var number: Double
    var float: Float
    var text: String
    var absent: String?
    var null: Int?
    var color: Color
    var inner: Inner
    var inners: [Inner]
    var map: [String: Inner]
    var numbers: [Int: String]
    var nested: [[String]]
    var optionals: [Int?]
    var any: JSONValue
    var object: JSONObject
    var tuple: UInt16?
}

private class Base: Codable {
    var a = 1
}

private final class Derived: Base {
    var b = 2
    private enum CodingKeys: String, CodingKey { case b }
    override init() { super.init() }
    required init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        b = try values.decode(Int.self, forKey: .b)
        try super.init(from: values.superDecoder())
    }
    override func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(b, forKey: .b)
        try super.encode(to: values.superEncoder())
    }
}

private enum Shape: Codable, Equatable {
    case circle(radius: Double)
    case point
}

/// Goes into nested containers by hand.
private struct Flat: Codable, Equatable {
    var x: Int
    var ys: [Int]
    enum Outer: CodingKey { case inside, list }
    enum Inside: CodingKey { case x }
    init(x: Int, ys: [Int]) {
        self.x = x
        self.ys = ys
    }
    init(from decoder: any Decoder) throws {
        let outer = try decoder.container(keyedBy: Outer.self)
        x = try outer.nestedContainer(keyedBy: Inside.self, forKey: .inside).decode(Int.self, forKey: .x)
        var list = try outer.nestedUnkeyedContainer(forKey: .list)
        ys = []
        while !list.isAtEnd {
            var pair = try list.nestedUnkeyedContainer()
            ys.append(try pair.decode(Int.self))
            #expect(try pair.decodeNil())
            #expect(pair.isAtEnd)
        }
    }
    func encode(to encoder: any Encoder) throws {
        var outer = encoder.container(keyedBy: Outer.self)
        var list = outer.nestedUnkeyedContainer(forKey: .list)
        var inside = outer.nestedContainer(keyedBy: Inside.self, forKey: .inside)
        for y in ys {
            var pair = list.nestedUnkeyedContainer()
            try pair.encode(y)
            try pair.encodeNil()
        }
        try inside.encode(x, forKey: .x)
    }
}

@Suite struct DecodingTests {
    private let everything = Everything(
        flag: true, small: -128, large: .max, negative: .min, number: 0.1, float: 0.25, text: "é\n", absent: nil,
        null: nil, color: .green, inner: .init(name: "i", list: [1, -1]), inners: [.init(name: "", list: [])],
        map: ["k": .init(name: "v", list: [3])], numbers: [7: "seven", -1: "minus"], nested: [["a"], []],
        optionals: [1, nil, 3], any: ["x": [1, nil]], object: ["o": true], tuple: 5)

    @Test func `all that synthesized code asks for is there and back`() throws {
        let bytes = try JSON.encode(everything)
        #expect(try JSON.decode(Everything.self, from: bytes) == everything)
        #expect(try JSON.decode(Everything.self, from: JSONValue(encoding: everything)) == everything)
        let pretty = try JSON.encode(everything, pretty: true, indent: .tab, sortedKeys: true, escapesHTML: true)
        #expect(try JSON.decode(Everything.self, from: pretty) == everything)
    }

    @Test func `inheritance, enums with values and nested containers work`() throws {
        let derived = try JSON.decode(Derived.self, from: #"{"super":{"a":5},"b":6}"#)
        #expect(derived.a == 5 && derived.b == 6)
        #expect(try JSON.text(derived) == #"{"b":6,"super":{"a":5}}"#)
        for shape in [Shape.circle(radius: 2), .point] {
            #expect(try JSON.decode(Shape.self, from: JSON.encode(shape)) == shape)
        }
        #expect(try JSON.text(Flat(x: 1, ys: [2, 3])) == #"{"list":[[2,null],[3,null]],"inside":{"x":1}}"#)
        #expect(try JSON.decode(Flat.self, from: JSON.encode(Flat(x: 1, ys: [2, 3]))) == Flat(x: 1, ys: [2, 3]))
    }

    @Test func `plain values stand alone`() throws {
        #expect(try JSON.decode(Int.self, from: "5") == 5)
        #expect(try JSON.decode(String?.self, from: "null") == nil)
        #expect(try JSON.decode([UInt8].self, from: "[1,255]") == [1, 255])
        #expect(try JSON.text([1, 2]) == "[1,2]")
        #expect(try JSON.text("x") == "\"x\"")
        #expect(try JSON.text(Int?.none) == "null")
        #expect(try JSON.text([String: Int]()) == "{}")
    }

    @Test func `members may come in any order`() throws {
        struct Point: Codable, Equatable { var a: Int, b: Int, c: Int? }
        for text in [#"{"a":1,"b":2,"c":3}"#, #"{"c":3,"b":2,"a":1}"#, #"{"x":[{}],"b":2,"a":1,"y":0,"c":3}"#] {
            #expect(try JSON.decode(Point.self, from: text) == Point(a: 1, b: 2, c: 3))
        }
    }

    private struct Row: Codable {
        struct Device: Codable { var major: Int16 }
        var devices: [Device]
        var name: String
        var count: UInt8?
    }

    @Test(arguments: [
        (
            #"{"devices":[{"major":1},{"major":"x"}],"name":""}"#,
            "devices[1].major: expected a whole number, found a string"
        ),
        (
            #"{"devices":[{"major":1},{"major":40000}],"name":""}"#,
            "devices[1].major: the number 40000 is out of range: -32768 to 32767 is allowed"
        ),
        (#"{"devices":[{"major":1.5}],"name":""}"#, "devices[0].major: expected a whole number, found the number 1.5"),
        (#"{"devices":[{}],"name":""}"#, "devices[0]: the key \"major\" is missing"),
        (#"{"devices":{},"name":""}"#, "devices: expected an array, found an object"),
        (#"{"devices":[],"name":null}"#, "name: expected a string, found null"),
        (#"{"devices":[],"name":"a","count":-1}"#, "count: the number -1 is out of range: 0 to 255 is allowed"),
        (#"{"devices":[],"name":"a","count":true}"#, "count: expected a whole number, found a boolean"),
        (#"[]"#, "expected an object, found an array"),
        (
            #"{"devices":[{"major":100000000000000000000}],"name":""}"#,
            "devices[0].major: the number 100000000000000000000 is out of range: -32768 to 32767 is allowed"
        ),
    ])
    func `an error names the value and its place`(text: String, message: String) throws {
        let error = try #require(throws: JSONError.self) { try JSON.decode(Row.self, from: text) }
        #expect(error.description.hasPrefix(message + " (line 1, column "), "\(error)")
    }

    @Test func `what a type refuses names its place`() throws {
        let error = try #require(throws: JSONError.self) {
            try JSON.decode([String: [Everything.Color]].self, from: #"{"a":["red","blue"]}"#)
        }
        #expect(error.path == "a[1]")
        #expect(error.code == .invalidValue)
    }

    @Test func `an integer key leads to a dictionary of numbers`() throws {
        #expect(try JSON.decode([Int: Bool].self, from: #"{"1":true,"-2":false}"#) == [1: true, -2: false])
        #expect(try JSON.text([2: "b", 10: "a"]) == #"{"10":"a","2":"b"}"#)
    }
}
