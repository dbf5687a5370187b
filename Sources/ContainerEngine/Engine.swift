public import ContainerState
public import ImageStorage
public import RegistryAccess
internal import Linux

/// The engine of one user: where its state lies, and what this host lets it do. A value without anything to close.
public struct Engine: Sendable {
    public let locations: StateLocations
    public let host: HostFacts
    /// The program of our OCI runtime and monitor.
    public let runtimeProgram: String
    public let bootID: String
    /// What the command says of the policy for images.
    public var trust = TrustChoice()
    /// Image stores of others, which are only read.
    public var additionalStores: [StoreLayout] = []
    /// What gives containers their root file systems.
    public let storage: StorageSetting
    /// What the user should know of a store that was made just now.
    public let storageNotice: String?

    public init(
        locations: StateLocations, host: HostFacts, runtimeProgram: String, storage wish: StorageWish = StorageWish()
    ) throws(EngineError) {
        self.locations = locations
        self.host = host
        self.runtimeProgram = runtimeProgram
        bootID = try system("reading the boot id") { () throws(SystemCallError) in try BootIdentity.current() }
        (storage, storageNotice) = try StorageChoice(locations: locations, rootless: host.rootless, wish: wish).settle()
    }

    public var lookup: ContainerLookup { ContainerLookup(locations) }
    public var names: ContainerNames { ContainerNames(locations) }

    /// The container that a user's word stands for.
    public func find(_ word: String) throws(EngineError) -> ContainerDirectory {
        try state { () throws(StateError) in try lookup.find(word) }
    }

    public func liveness(_ container: ContainerDirectory) throws(EngineError) -> Liveness {
        try state { () throws(StateError) in try Liveness.of(container, bootID: bootID) }
    }

    /// What the user asked of a container.
    public func record(_ container: ContainerDirectory) throws(EngineError) -> ContainerRecord {
        let record = try state { () throws(StateError) in try RecordFile.read(ContainerRecord.self, from: container.record) }
        guard let record else {
            throw EngineError(.notFound, "the container \(container.id) is unfinished or was removed meanwhile")
        }
        return record
    }

    public func plan(_ container: ContainerDirectory) throws(EngineError) -> LaunchPlan {
        let plan = try state { () throws(StateError) in try RecordFile.read(LaunchPlan.self, from: container.plan) }
        guard let plan else {
            throw EngineError(.notFound, "the container \(container.id) is unfinished or was removed meanwhile")
        }
        return plan
    }
}
