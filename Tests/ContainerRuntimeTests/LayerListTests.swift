import Testing

@testable import ContainerRuntime

@Suite struct LayerListTests {
    @Test(arguments: [
        ("/a:/b:/c", ["/a", "/b", "/c"]), ("/a", ["/a"]), (#"/a\:b:/c\,d:/e\\f"#, ["/a:b", "/c,d", #"/e\f"#]),
    ])
    func `layers are told apart by colons that nothing escapes`(_ text: String, _ layers: [String]) {
        #expect(LayerList.parse(text[...]) == layers)
    }

    @Test(arguments: ["", ":/a", "/a:", "/a::/b", #"/a\"#, "/a:/" + String(repeating: "x", count: 255)])
    func `what the kernel has to be told as one text is left to it`(_ text: String) {
        #expect(LayerList.parse(text[...]) == nil)
    }
}
