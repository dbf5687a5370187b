import JSONText
import Testing

@Suite struct ValueTests {
    @Test func `members keep their order and are found by key`() {
        var object: JSONObject = ["z": 1, "a": 2]
        object["m"] = "x"
        object["z"] = nil
        object["a"] = 3
        #expect(object.keys == ["a", "m"])
        #expect(object["a"] == 3)
        #expect(object["z"] == nil)
        #expect(object.sorted.keys == ["a", "m"])
    }

    @Test func `a large object finds what it holds after every change`() {
        var object = JSONObject()
        for number in 0..<200 { object["k\(number)"] = .integer(Int64(number)) }
        for number in stride(from: 0, to: 200, by: 3) { object["k\(number)"] = nil }
        for number in 0..<200 {
            #expect(object["k\(number)"] == (number % 3 == 0 ? nil : .integer(Int64(number))))
        }
        for number in 0..<190 { object["k\(number)"] = nil }
        #expect(object.count == 7)
        #expect(object["k199"] == 199)
        #expect(object["k198"] == nil)
        #expect(object["k197"] == 197)
    }

    @Test func `objects are equal in any order`() {
        let a: JSONObject = ["x": 1, "y": [2]]
        let b: JSONObject = ["y": [2], "x": 1]
        #expect(a == b)
        #expect(a.hashValue == b.hashValue)
        #expect(a != ["x": 1])
        #expect(a != ["x": 1, "y": [3]])
    }

    @Test func `values are reached by key and place`() throws {
        var value = try JSONValue(parsing: #"{"a":{"b":[10,{"c":"d"}]},"n":18446744073709551615,"s":["x","y"]}"#)
        #expect(value["a"]?["b"]?[1]?["c"]?.stringValue == "d")
        #expect(value["a"]?["b"]?[0]?.integerValue == 10)
        #expect(value["a"]?["b"]?[2] == nil)
        #expect(value["n"]?.unsignedValue == .max)
        #expect(value["n"]?.integerValue == nil)
        #expect(value["s"]?.stringsValue == ["x", "y"])
        #expect(value["a"]?["b"]?.stringsValue == nil)
        value["a"]?["e"] = true
        value["n"] = nil
        #expect(value.text == #"{"a":{"b":[10,{"c":"d"}],"e":true},"s":["x","y"]}"#)
    }
}
