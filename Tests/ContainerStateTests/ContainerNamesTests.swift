import ContainerState
import Linux
import TestSupport
import Testing

@Suite struct ContainerNamesTests {
    let first = String(repeating: "a", count: 64)
    let second = String(repeating: "a", count: 63) + "b"

    @Test func `a name belongs to one container until it is given back`() throws {
        let directory = try TemporaryDirectory("names")
        let locations = StateLocations(root: "\(directory.path)/root", runRoot: "\(directory.path)/run")
        try locations.prepare()
        for id in [first, second] { try makeDirectory(locations.container(id).path) }
        let names = ContainerNames(locations)
        try names.take("web", for: first)
        let error = #expect(throws: StateError.self) { try names.take("web", for: second) }
        #expect(error?.code == .nameInUse)
        try names.release("web", of: second)
        #expect(try names.holder(of: "web") == first)
        try names.release("web", of: first)
        try names.take("web", for: second)
        #expect(try ContainerLookup(locations).find("web").id == second)
    }

    @Test func `a name left by a container that is gone is taken over`() throws {
        let directory = try TemporaryDirectory("names")
        let locations = StateLocations(root: "\(directory.path)/root", runRoot: "\(directory.path)/run")
        try locations.prepare()
        try ContainerNames(locations).take("web", for: first)
        try ContainerNames(locations).take("web", for: second)
        #expect(try ContainerNames(locations).holder(of: "web") == second)
    }

    @Test func `an id may be shortened while it stays unambiguous`() throws {
        let directory = try TemporaryDirectory("names")
        let locations = StateLocations(root: "\(directory.path)/root", runRoot: "\(directory.path)/run")
        try locations.prepare()
        for id in [first, second] { try makeDirectory(locations.container(id).path) }
        let lookup = ContainerLookup(locations)
        #expect(try lookup.find(second).id == second)
        #expect(throws: StateError.self) { _ = try lookup.find("aaa") }
        try removeDirectory(locations.container(first).path)
        #expect(try lookup.find("aaa").id == second)
        for word in ["", "..", "b", "../root", "a/b"] { #expect(throws: StateError.self) { _ = try lookup.find(word) } }
    }
}
