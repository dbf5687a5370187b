import ContainerState
import Linux
import TestSupport
import Testing

@Suite struct LivenessTests {
    private static let boot = "11111111-2222-3333-4444-555555555555"
    private static let earlier = "00000000-2222-3333-4444-555555555555"

    /// Calls the body with a container that has a directory and nothing in it.
    private func withContainer(_ body: (ContainerDirectory) throws -> Void) throws {
        let directory = try TemporaryDirectory("liveness")
        let locations = StateLocations(root: "\(directory.path)/root", runRoot: "\(directory.path)/run")
        try locations.prepare()
        let container = locations.container(String(repeating: "a", count: 64))
        try makeDirectory(container.path)
        try makeDirectory(container.runPath)
        try body(container)
    }

    private func word(_ container: ContainerDirectory) throws -> String {
        switch try Liveness.of(container, bootID: Self.boot) {
        case .created: "created"
        case .starting: "starting"
        case .running: "running"
        case .exited(let record): record?.code.map { "exited \($0)" } ?? "exited"
        }
    }

    private func run(at moment: Int64, boot: String) -> RunState {
        RunState(
            pid: 1, processStart: 1, bootID: boot, startedAt: Timestamp(nanoseconds: moment), restartCount: 0,
            network: nil)
    }

    @Test func `what was running when the machine went down has ended`() throws {
        try withContainer { container in
            #expect(try word(container) == "created")
            try StartMark.make(container, at: Timestamp(nanoseconds: 100))
            #expect(try word(container) == "exited")
            try RecordFile.write(
                ExitRecord(code: 3, startedAt: Timestamp(nanoseconds: 100), finishedAt: Timestamp(nanoseconds: 90)),
                to: container.exit, bootID: Self.earlier)
            #expect(try word(container) == "exited 3", "a clock that was set back hides no end")
            try StartMark.make(container, at: Timestamp(nanoseconds: 200))
            #expect(try word(container) == "exited", "the end that is known is of the run before")
        }
    }

    @Test func `a run of an earlier boot counts for nothing, whole or not`() throws {
        try withContainer { container in
            try RecordFile.write(run(at: 5, boot: Self.earlier), to: container.state, bootID: Self.earlier)
            #expect(try word(container) == "created")
            try replaceFile(container.state, with: Array("apus-record 1 400 00000000 \(Self.earlier)\n{".utf8))
            #expect(try word(container) == "created")
            try replaceFile(container.state, with: Array("apus-record 1 400 00000000 \(Self.boot)\n{".utf8))
            #expect(throws: StateError.self) { try word(container) }
        }
    }

    @Test func `a lease of a run that nobody ended is given back by its holder only`() throws {
        try withContainer { container in
            let mine = "\(container.runPath)-mine"
            let other = "\(container.runPath)-other"
            try makeSymlink(mine, to: container.runPath)
            try makeSymlink(other, to: "/elsewhere")
            for lease in [mine, other] {
                var state = run(at: 5, boot: Self.boot)
                state.network = NetworkState(
                    networkName: "n", interface: "eth0", address: "10.0.0.2", prefixLength: 16, gateway: "10.0.0.1",
                    macAddress: "", lease: lease)
                try RecordFile.write(state, to: container.state, bootID: Self.boot)
                try LeftoverRun.remove(container)
                #expect(try !exists(container.state))
            }
            #expect((try? status(of: mine, followingLinks: false)) == nil)
            #expect((try? status(of: other, followingLinks: false)) != nil)
        }
    }
}
