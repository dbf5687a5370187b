import Archives
import ContainerState
import ImageStorage
import Linux
import OCISpecification
import TestSupport

@testable import ContainerEngine

let isRoot = Credentials.effectiveUser == 0

/// An engine with directories of its own.
final class EngineFixture {
    let directory: TemporaryDirectory
    let engine: Engine

    init() throws {
        directory = try TemporaryDirectory("engine")
        engine = try Engine(
            locations: StateLocations(root: directory.path + "/root", runRoot: directory.path + "/run"),
            host: try HostFacts.read(rootless: !isRoot, callerUser: Credentials.user, callerGroup: Credentials.group),
            runtimeProgram: "/nonexistent/apus-runtime")
    }

    /// An image of one layer with one file, under these names.
    @discardableResult
    func importImage(
        _ names: [String], text: String = "hello", changes: [String] = [], created: Timestamp = .now
    ) throws -> Digest {
        let sink = MemorySink()
        let writer = TarWriter(sink)
        let bytes = Array(text.utf8)
        try writer.add(
            TarEntry(
                name: "file", kind: .file, permissions: 0o644, user: Credentials.user, group: Credentials.group,
                size: Int64(bytes.count)), contents: bytes)
        try writer.finish()
        return try engine.images.importRootFileSystem(
            MemorySource(sink.bytes),
            ImageStore.ImportOptions(
                names: try names.map { try LocalImageName.parse($0) }, changes: changes, created: created)
        ).id
    }

    /// A container as far as lists look at it.
    func addContainer(_ name: String, image: Digest? = nil, volumes: [String] = []) throws -> ContainerDirectory {
        let container = engine.locations.container(ContainerIdentity.makeID())
        try makeDirectory(container.path)
        try engine.names.take(name, for: container.id)
        let request = ContainerRequest()
        let record = ContainerRecord(
            id: container.id, name: name, created: .now, imageName: "image", imageID: image?.hex ?? "",
            request: request,
            labels: [:], entrypoint: [], command: ["true"], environment: [], workingDirectory: "/", user: "",
            hostname: name,
            stopSignal: "SIGTERM", exposedPorts: [],
            mounts: volumes.map {
                MountRecord(
                    kind: .volume, name: $0, source: engine.volumes.path($0), destination: "/data", options: [],
                    isAnonymous: false)
            }, logPath: "")
        try RecordFile.write(record, to: container.record, bootID: engine.bootID)
        let plan = LaunchPlan(
            id: container.id, name: name,
            root: RootPlan(lowers: [], upper: container.upper, work: container.work, volatile: false),
            network: NetworkPlan(mode: .none), log: LogPlan(driver: .none, path: ""), restart: RestartPlan(policy: .no),
            keepsStandardInput: false, endsStandardInputWithFirstClient: false, removesOnExit: false,
            anonymousVolumes: [],
            cgroupPath: "", toleratesMissingCgroup: true, runtime: nil, stopTimeout: 10, stopSignal: 15, runTimeout: 0,
            preservedDescriptors: 0, pidFile: nil)
        try RecordFile.write(plan, to: container.plan, bootID: engine.bootID)
        let summary = ContainerSummary(
            id: container.id, name: name, image: "image", imageID: image?.hex ?? "", command: "true", created: .now,
            autoRemove: false)
        try RecordFile.write(summary, to: container.summary, bootID: engine.bootID)
        return container
    }
}

/// Writes a small file.
func write(_ text: String, to path: String, mode: UInt32 = 0o644) throws {
    try open(path, [.writeOnly, .create, .truncate], mode: mode).write(text)
}

func text(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }
