import Testing

@testable import YAMLText

@Suite struct YAMLTests {
    private func parse(_ text: String) throws -> YAMLNode { try #require(try YAML.parse(Array(text.utf8))) }

    /// A short form for comparing.
    private func shape(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, let isQuoted): isQuoted ? "'\(text)'" : text
        case .sequence(let items): "[" + items.map(shape).joined(separator: ",") + "]"
        case .mapping(let members): "{" + members.map { "\($0.key):\(shape($0.value))" }.joined(separator: ",") + "}"
        }
    }

    @Test func `mappings, sequences and scalars are read in block form`() throws {
        let text = """
            ---
            # what is to be copied
            registry.example.com:5000:
                images:
                    busybox: []
                    redis:
                        - "1.0"   # one
                        - 2.0
                    a/b:
                    - latest
                tls-verify: false
            "quay.io":
              'it''s': x#y # comment
              empty:
              url: http://a:80/b
            """
        #expect(
            try shape(parse(text))
                == "{registry.example.com:5000:{images:{busybox:[],redis:['1.0',2.0],a/b:[latest]},tls-verify:false},"
                + "quay.io:{it's:x#y,empty:,url:http://a:80/b}}")
    }

    @Test func `entries hold mappings and entries in their own line`() throws {
        #expect(try shape(parse("- a: 1\n  b: 2\n- - x\n  - y\n-\n- z\n")) == "[{a:1,b:2},[x,y],,z]")
        #expect(try shape(parse("a:\n  -   b: 1\n      c: [p, {q: r}]\n")) == "{a:[{b:1,c:[p,{q:r}]}]}")
    }

    @Test func `brackets go over several lines`() throws {
        #expect(try shape(parse("a: [1, # one\n  'two',\n  {b: c, d, e: },]\nf: {}\n")) == "{a:[1,'two',{b:c,d:,e:}],f:{}}")
        #expect(try shape(parse("{\"a\":1,\"b\":[true,null]}")) == "{a:1,b:[true,null]}")
    }

    @Test func `texts of several lines are literal or folded`() throws {
        #expect(try shape(parse("a: |\n  one\n   two\n\n  three\nb: x\n")) == "{a:'one\n two\n\nthree\n',b:x}")
        #expect(try shape(parse("a: >-\n  one\n  two\n\n  three\n")) == "{a:'one two\nthree'}")
        #expect(try shape(parse("a: |+\n  one\n\nb: x\n")) == "{a:'one\n\n',b:x}")
    }

    @Test func `escapes stand for what they name`() throws {
        #expect(try shape(parse(#"a: "x\n\t\"\\\u00e9\x41""#)) == "{a:'x\n\t\"\\éA'}")
        #expect(try parse("a: ~\nb: yes\nc: True\n")["c"]?.flag == true)
        #expect(try parse("a: ~\n")["a"]?.isNull == true)
        #expect(try parse("a: '~'\n")["a"]?.text == "~")
        #expect(try YAML.parse(Array("# nothing\n\n".utf8)) == nil)
    }

    @Test(arguments: [
        ("a: 1\na: 2", 2, "twice"), ("a: &x 1", 1, "anchors"), ("a: *x", 1, "anchors"), ("a: !!str 1", 1, "tags"),
        ("a: 1\n---\nb: 2", 2, "second document"), ("a:\n\tb: 1", 2, "tab"), ("a: 'x", 1, "quote"), ("a: [1, 2", 1, "bracket"),
        ("a: b: c", 1, "mapping begins within"), ("a: one\n  two", 2, "goes on"), ("a:\n    b: 1\n  c: 2", 3, "indented"),
        ("- a\nb: 1", 2, "indented"), ("%YAML 1.2\n---\na: 1", 1, "directives"), ("? a\n: b", 1, "marked by ?"),
        ("a: [1 2] x", 1, "after the value"),
        ("a: {b: 1, b: 2}", 1, "twice"), ("a: [1,,2]", 1, "commas"), ("a: \"\\q\"", 1, "escape"), ("a: 1\n...\nb: 2", 3, "after the end"),
    ])
    func `what is not read is told by its line`(text: String, line: Int, word: String) throws {
        let fault = #expect(throws: YAMLFault.self) { try YAML.parse(Array(text.utf8)) }
        #expect(fault?.line == line)
        #expect(fault?.what.contains(word) == true, "\(fault?.what ?? "")")
    }

    @Test func `deep nesting is refused and any bytes end in a value or a fault`() throws {
        #expect(throws: YAMLFault.self) { try YAML.parse(Array(String(repeating: "[", count: 10_000).utf8)) }
        #expect(throws: YAMLFault.self) { try YAML.parse(Array(String(repeating: "- ", count: 10_000).utf8)) }
        #expect(throws: YAMLFault.self) { try YAML.parse([0xff, 0xfe]) }
        let alphabet = Array("ab:- \n[]{},#'\"|>&*?!~\t\\%.".utf8)
        var state: UInt64 = 7
        for _ in 0..<3000 {
            var bytes: [UInt8] = []
            for _ in 0..<24 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            // Either outcome is right: the test is that there is one.
            _ = try? YAML.parse(bytes)
        }
    }
}
