import JSONText
import Testing

private struct Leaf: JSONDirect, Equatable {
    enum Kind: String, JSONStringValue { case big, small }
    var kind: Kind
    var size: UInt64?
    init(kind: Kind, size: UInt64? = nil) {
        self.kind = kind
        self.size = size
    }
    init(reading json: inout JSONReader) throws(JSONError) {
        kind = try json.required("kind")
        size = try json.optional("size")
    }
    func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("kind", kind)
        try json.add("size", size)
    }
}

private struct Tree: JSONDirect, Equatable {
    var name: String
    var leaves: [Leaf]
    var byName: [String: Leaf]?
    var labels: [String: String]?
    var words: [String]?
    var ids: [UInt32]?
    var any: JSONValue?
    init(reading json: inout JSONReader) throws(JSONError) {
        name = try json.required("name")
        leaves = try json.required("leaves")
        byName = try json.optional("byName")
        labels = try json.optional("labels")
        words = try json.optional("words")
        ids = try json.optional("ids")
        any = try json.optional("any")
    }
    func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("name", name)
        try json.add("leaves", leaves)
        try json.add("byName", byName)
        try json.add("labels", labels)
        try json.add("words", words)
        try json.add("ids", ids)
        try json.add("any", any)
    }
}

@Suite struct DirectTests {
    private static let text =
        #"{"name":"t","leaves":[{"kind":"big","size":18446744073709551615},{"kind":"small"}],"byName":{"a":{"kind":"big"},"b":{"kind":"small"}},"labels":{"x":"1","y":"2"},"words":["w",""],"ids":[0,4294967295],"any":{"q":[1,{}]}}"#

    @Test func `a type that reads and writes itself is there and back`() throws {
        let tree = try JSON.decode(Tree.self, from: Self.text)
        #expect(tree.leaves[0].size == .max)
        #expect(try JSON.text(tree) == Self.text)
        #expect(try JSONValue(encoding: tree) == JSONValue(parsing: Self.text))
    }

    @Test func `its layout is that of other values`() throws {
        let tree = try JSON.decode(Tree.self, from: Array(Self.text.utf8))
        let value = try JSONValue(parsing: Self.text)
        #expect(try JSON.encode(tree, pretty: true) == JSON.encode(value, pretty: true))
        #expect(
            try JSON.encode(tree, pretty: true, sortedKeys: true) == JSON.encode(value, pretty: true, sortedKeys: true))
    }

    @Test func `it may stand inside of synthesized types`() throws {
        struct Forest: Codable, Equatable {
            var trees: [Tree]
            var first: Tree?
            var kinds: [Leaf.Kind]
        }
        let text = #"{"trees":[\#(Self.text),\#(Self.text)],"first":\#(Self.text),"kinds":["small"]}"#
        let forest = try JSON.decode(Forest.self, from: text)
        #expect(forest.trees.count == 2)
        #expect(try JSON.text(forest) == text)
        #expect(try JSON.decode(Forest.self, from: JSON.encode(forest, pretty: true)) == forest)
    }

    @Test(arguments: [
        (#"{"name":"t"}"#, "the key \"leaves\" is missing"),
        (#"{"name":"t","leaves":{}}"#, "leaves: expected an array, found an object"),
        (#"{"name":"t","leaves":[1]}"#, "leaves[0]: expected an object, found the number 1"),
        (#"{"name":"t","leaves":[{"kind":"odd"}]}"#, "leaves[0].kind: \"odd\" is none of the known values"),
        (
            #"{"name":"t","leaves":null,"byName":{"a":{"kind":"big","size":-1}}}"#,
            "byName.a.size: the number -1 is out of range"
        ),
        (#"{"name":"t","leaves":null,"labels":{"a":1}}"#, "labels.a: expected a string, found the number 1"),
    ])
    func `its errors name the place`(text: String, message: String) throws {
        let error = try #require(throws: JSONError.self) { try JSON.decode(Tree.self, from: text) }
        #expect(error.description.hasPrefix(message), "\(error)")
    }

    @Test func `null is as good as nothing`() throws {
        let tree = try JSON.decode(Tree.self, from: #"{"name":"t","leaves":null,"words":null,"any":null}"#)
        #expect(tree.leaves == [] && tree.words == nil && tree.any == nil)
    }
}
