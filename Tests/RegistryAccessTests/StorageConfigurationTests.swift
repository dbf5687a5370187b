import Testing

@testable import RegistryAccess

@Suite struct StorageConfigurationTests {
    private func stores(_ text: String) throws -> [String] {
        try StorageConfiguration.additionalImageStores(Array(text.utf8), "storage.conf")
    }

    @Test func `further image stores are those of their one setting`() throws {
        #expect(
            try stores(
                "[storage]\ndriver = \"overlay\"\n[storage.options]\nadditionalimagestores = [\n  \"/srv/a\", # one\n  \"/srv/b\"\n]\n")
                == ["/srv/a", "/srv/b"])
        #expect(try stores("[storage]\ngraphroot = \"/x\"\n") == [])
        #expect(try stores("[storage.options]\n# additionalimagestores = [\"/a\"]\n") == [])
        #expect(try stores("[storage.options]\n  additionalimagestores = [ # none\n\t# \"/a\"\n]\nx = [\n") == [])
        #expect(try stores("[storage.options]\nadditionalimagestores = [\n# one\n\"/a\"]") == ["/a"])
        #expect(try stores("[storage]\noptions.additionalimagestores = [\"/a\"]\n") == ["/a"])
        // a file that says nothing of them may be of any form
        #expect(try stores("= [") == [])
    }

    @Test(arguments: [
        "[storage.options]\nadditionalimagestores = \"/a\"", "[storage.options]\nadditionalimagestores = [\"a\"]",
        "additionalimagestores = [",
    ])
    func `what is no list of directories is an error`(_ text: String) {
        #expect(throws: RegistryError.self) { try stores(text) }
    }

    @Test func `the file is the one of the environment, the user's or the machine's`() throws {
        let none = try StorageConfiguration.additionalImageStores(
            environment: { $0 == "CONTAINERS_STORAGE_CONF" ? "/nonexistent/storage.conf" : nil }, isOrdinaryUser: false)
        #expect(none.isEmpty)
    }
}
