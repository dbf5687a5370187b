import JSONText
import Linux
import Testing

@testable import ContainerState

/// Records write and read themselves member by member: here none is forgotten.
@Suite struct RecordTextTests {
    /// Every stored property that has a value is a member of the text, and each is read.
    private func check<Value: JSONDirect>(_ value: Value) throws {
        let bytes = try JSON.encode(value)
        let text = try JSONValue(parsing: bytes)
        for child in Mirror(reflecting: value).children {
            let name = try #require(child.label)
            let mirror = Mirror(reflecting: child.value)
            if mirror.displayStyle != .optional || !mirror.children.isEmpty {
                #expect(text[name] != nil, "\(Value.self).\(name) is not written")
            }
            // A wrong value is an error only where it is looked at.
            var object = try #require(text.objectValue)
            object[name] = .array([.array([])])
            let wrong = try JSON.encode(JSONValue.object(object))
            #expect(throws: JSONError.self, "\(Value.self).\(name) is not read") { _ = try JSON.decode(Value.self, from: wrong) }
        }
        #expect(try JSON.encode(try JSON.decode(Value.self, from: bytes)) == bytes, "\(Value.self)")
    }

    private let bridge = BridgePlan(name: "n", directory: "/d", bridge: "b0", subnet: "10.0.0.0/16", gateway: "10.0.0.1")
    private let network = NetworkState(
        networkName: "n", interface: "eth0", address: "10.0.0.2", prefixLength: 16, gateway: "10.0.0.1", macAddress: "aa", lease: "/l")

    @Test func `a launch plan keeps all of its members`() throws {
        let root = RootPlan(lowers: ["a", "b"], upper: "u", work: "w", volatile: true, directory: "d")
        let networkPlan = NetworkPlan(
            mode: .bridge, container: "c", bridge: bridge, address: "10.0.0.9", macAddress: "bb", options: ["o"], hostsFile: "/h",
            hostNames: ["x", "y"])
        let log = LogPlan(driver: .k8sFile, path: "/log", maxSize: 7, maxFiles: 2)
        let restart = RestartPlan(policy: .onFailure, maximumRetries: 3)
        try check(root)
        try check(networkPlan)
        try check(bridge)
        try check(log)
        try check(restart)
        try check(
            LaunchPlan(
                id: "i", name: "n", root: root, network: networkPlan, log: log, restart: restart, keepsStandardInput: true,
                endsStandardInputWithFirstClient: true, removesOnExit: true, anonymousVolumes: ["v"], cgroupPath: "/g",
                toleratesMissingCgroup: true, runtime: "r", stopTimeout: 4, stopSignal: 15, runTimeout: 5, preservedDescriptors: 6,
                pidFile: "/p"))
    }

    @Test func `what runs, how it ended and what lists show keep all of their members`() throws {
        try check(network)
        try check(
            RunState(
                pid: 1, processStart: .max, bootID: "b", startedAt: Timestamp(nanoseconds: .max), restartCount: 2, network: network))
        try check(
            ExitRecord(
                code: -1, startedAt: Timestamp(nanoseconds: 1), finishedAt: Timestamp(nanoseconds: 2), outOfMemory: true, error: "e\n\"",
                restartCount: 1, stoppedByUser: true))
        try check(
            ContainerSummary(
                id: "i", name: "n", image: "m", imageID: "d", command: "c", created: Timestamp(nanoseconds: 9), autoRemove: true))
    }

    @Test func `a member that may be missing is left out`() throws {
        let text = try JSON.encode(ExitRecord(code: nil, startedAt: nil, finishedAt: Timestamp(nanoseconds: 2)))
        let read = try JSON.decode(ExitRecord.self, from: text)
        #expect(read.code == nil && read.startedAt == nil)
    }
}
