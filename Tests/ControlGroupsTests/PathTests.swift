import Testing

@testable import ControlGroups

@Suite struct PathTests {
    @Test(arguments: [
        ("/a/b", "/a/b"), ("a/b", "/a/b"), ("//a/./b/", "/a/b"), ("/../../a", "/a"), ("/a/../b", "/b"),
        ("a:b:c", "/a:b:c"),
    ]) func `a path is taken from the mount point and never leads above it`(text: String, path: String) throws {
        #expect(try ControlGroupPath(text).text == path)
    }

    @Test(arguments: ["", "/", "/..", "a/..", "a\nb", "a\0b"])
    func `the root and names with control characters are refused`(text: String) {
        #expect(throws: ControlGroupError.self) { try ControlGroupPath(text) }
    }

    @Test(arguments: [
        ("machine.slice:libpod:abc", "/machine.slice/libpod-abc.scope"), (":crun:abc", "/system.slice/crun-abc.scope"),
        ("user-1000.slice:apus:x", "/user.slice/user-1000.slice/apus-x.scope"), ("-.slice::x", "/x.scope"),
        ("a-b-c.slice:p:pod.slice", "/a.slice/a-b.slice/a-b-c.slice/p-pod.slice"),
    ]) func `the systemd form names the directory of the scope`(text: String, path: String) throws {
        #expect(ControlGroupPath.isSystemdForm(text))
        #expect(try ControlGroupPath(systemd: text).text == path)
    }

    @Test(arguments: ["a:b", "a:b:", "nonsense:b:c", "a--b.slice:x:y", "a/b.slice:x:y", "/a/b"])
    func `what is not of the systemd form is an error`(text: String) {
        #expect(throws: ControlGroupError.self) { try ControlGroupPath(systemd: text) }
    }

    @Test func `ancestors are listed from above`() throws {
        #expect(try ControlGroupPath("/a/b/c").ancestors == ["/a", "/a/b", "/a/b/c"])
    }

    @Test func `the root group is never killed, frozen or removed`() throws {
        let place = ControlGroup.Place(Hierarchy(kind: .unified, mountPoint: "/nonexistent"), "")
        let group = ControlGroup(path: .root, layout: .unified(at: "/nonexistent"), places: [place])
        #expect(throws: ControlGroupError.self) { try group.delete() }
        #expect(throws: ControlGroupError.self) { try group.signal(9) }
        #expect(throws: ControlGroupError.self) { try group.killAll() }
        #expect(throws: ControlGroupError.self) { try group.freeze() }
    }
}
