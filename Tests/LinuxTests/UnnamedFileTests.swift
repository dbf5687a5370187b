import TestSupport
import Testing

@testable import Linux

@Suite struct UnnamedFileTests {
    @Test func `a file has no name until it is whole, and replaces what is there in one step`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/out"
        for text in ["first", "second"] {
            let file = try UnnamedFile(path)
            try file.descriptor.write(Array(text.utf8))
            #expect(try names(in: directory.path) == (text == "first" ? [] : ["out"]))
            try file.place()
            #expect(try readFile(path) == Array(text.utf8))
        }
        let lost = try UnnamedFile(path)
        try lost.descriptor.write(Array("third".utf8))
        lost.abandon()
        #expect(try readFile(path) == Array("second".utf8))
        #expect(try names(in: directory.path) == ["out"])
    }

    @Test func `a symlink stays, and the file that it points to is replaced`() throws {
        let directory = try TemporaryDirectory()
        try makeDirectory("\(directory.path)/there")
        try makeSymlink("\(directory.path)/link", to: "there/file")
        let file = try UnnamedFile("\(directory.path)/link")
        try file.descriptor.write([1])
        try file.place()
        #expect(try readSymlink("\(directory.path)/link").display == "there/file")
        #expect(try readFile("\(directory.path)/there/file") == [1])
    }

    @Test func `what dead processes left beside a path is swept, and nothing else`() throws {
        let directory = try TemporaryDirectory()
        let dead = try runCommand("/bin/sh", ["-c", "echo $$"], environment: []).text
        let own = CurrentProcess.identifier
        let gone = ["out.tmp-\(dead)-abc", "out.tmp.\(dead)"]
        let kept = [
            "out", "out.tmp", "out.tmp-", "out.tmp-\(dead)", "out.tmp-\(own)-abc", "out.tmp.\(own)", "other.tmp-\(dead)-abc",
            "out.tmp-\(dead)-A B", "out.tmp.\(dead).txt",
        ]
        for name in gone + kept { try replaceFile("\(directory.path)/\(name)", with: []) }
        try makeDirectories("\(directory.path)/out.tmp-\(dead)-dir/below")
        try makeDirectory("\(directory.path)/out.tmp-\(dead)-held")
        let held = try open("\(directory.path)/out.tmp-\(dead)-held", [.readOnly, .directory])
        _ = try DirectoryLock.take(held)
        Leftovers.sweep(beside: "\(directory.path)/out/")
        #expect(try names(in: directory.path).sorted() == (kept + ["out.tmp-\(dead)-held"]).sorted())
        _ = held
    }
}
