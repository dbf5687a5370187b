import Testing

@testable import Linux

struct TextPartsTests {
    @Test func `parts are what lies between separators`() {
        #expect("/a//b/".parts(between: "/") == ["a", "b"])
        #expect("/a//b/".parts(between: "/", keepingEmpty: true) == ["", "a", "", "b", ""])
        #expect("".parts(between: "/") == [])
        #expect("".parts(between: "/", keepingEmpty: true) == [""])
        #expect("a=b=c".parts(between: "=", most: 2, keepingEmpty: true) == ["a", "b=c"])
        #expect("a b  c d".parts(between: " ", most: 3) == ["a", "b", " c d"])
    }

    @Test func `a slash before a combining mark is a slash`() {
        #expect("a/\u{301}b".parts(between: "/").count == 2)
        #expect("a/\u{301}b".split(separator: "/").count == 1)
    }

    @Test func `joining puts the separator between`() {
        #expect(String(joining: ["a", "", "b"], by: ", ") == "a, , b")
        #expect(String(joining: [], by: "/") == "")
    }
}
