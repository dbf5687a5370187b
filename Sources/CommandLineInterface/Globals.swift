internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import Linux
internal import RegistryAccess

/// Options that every command takes, and what they lead to.
public struct Globals {
    var root: String?
    var runRoot: String?
    var runtime: String?
    var additionalStores: [String] = []
    var showsVersion = false
    var logLevel = "warn"
    var trust = TrustChoice()
    var storage = StorageWish()

    static var rows: [OptionRow<Globals>] {
        [
            .string("root", "dir", "Where images, containers and volumes lie", completes: .directories) { $0.root = $1 },
            .string("runroot", "dir", "Where the state of running containers lies", completes: .directories) {
                $0.runRoot = $1
            },
            .string("policy", "file", "The policy for images, in place of policy.json", completes: .files) {
                $0.trust.policyFile = $1
            },
            .flag("insecure-policy", "Use images whatever the policy says") { $0.trust.ignoresPolicy = $1 },
            .string(
                "registries.d", "dir", "Where signatures of images lie, in place of registries.d", completes: .directories
            ) { $0.trust.signatureDirectory = $1 },
            .string(
                "additional-store", "dir", "An image store of another user or machine, which is only read", completes: .directories
            ) {
                $0.additionalStores.append($1)
            },
            .flag("version", short: "v", "Print the version") { $0.showsVersion = $1 },
            .value(
                "log-level", "level", "Accepted for scripts: errors and warnings are always shown", hidden: true
            ) { (globals, text) throws(UsageError) in
                guard ["trace", "debug", "info", "warn", "warning", "error", "fatal", "panic"].contains(text) else {
                    throw .invalidValue("it is one of trace, debug, info, warn, error, fatal, panic")
                }
                globals.logLevel = text
            },
        ] + StorageRows.rows() + GlobalPeers.rows()
    }

    /// The engine of the caller. As an ordinary user this process enters the user's namespace here: call it before
    /// anything starts a thread.
    func engine() throws(EngineError) -> Engine {
        let locations = try DefaultLocations.find(root: absolute(root), runRoot: absolute(runRoot))
        let caller = try UserNamespaceEntry.enter(locations)
        let host = try HostFacts.read(
            rootless: caller.rootless, callerUser: caller.callerUser, callerGroup: caller.callerGroup)
        var engine = try Engine(
            locations: locations, host: host, runtimeProgram: try Self.runtimeProgram(), storage: try StorageRows.complete(storage))
        if let notice = engine.storageNotice { Console.warn(notice) }
        engine.trust = trust
        engine.additionalStores = try (stores() + configuredStores(isOrdinaryUser: caller.callerUser != 0)).map {
            (path) throws(EngineError) in try engine.additionalStore(path)
        }
        return engine
    }

    /// The additional image stores: options, then the variable. The root directory of an apus will do for its store.
    private func stores() throws(EngineError) -> [String] {
        var paths = additionalStores
        if let text = environmentVariable("APUS_ADDITIONAL_STORES") { paths += text.parts(between: ":").map { String($0) } }
        if paths.isEmpty { return [] }
        return try paths.map { (path) throws(EngineError) in
            let path = try absolute(path) ?? path
            do throws(SystemCallError) {
                for candidate in [path + "/images", path] where try exists(candidate + "/content/blobs") { return candidate }
            } catch { throw EngineError("looking for the additional store \(path)", error) }
            throw EngineError(
                .notFound, "the additional store \(path): there is no image store of apus; name the directory that was its --root")
        }
    }

    /// Those of `storage.conf` that are stores of an apus: other engines keep theirs in another way. A command with a --root of its own
    /// has nothing to do with the machine's.
    private func configuredStores(isOrdinaryUser: Bool) throws(EngineError) -> [String] {
        if root != nil { return [] }
        let paths: [String]
        do throws(RegistryError) {
            paths = try StorageConfiguration.additionalImageStores(
                environment: { environmentVariable($0) }, isOrdinaryUser: isOrdinaryUser)
        } catch { throw EngineError(error) }
        var found: [String] = []
        do throws(SystemCallError) {
            for path in paths {
                for candidate in [path + "/images", path] where try exists(candidate + "/content/blobs") {
                    found.append(candidate)
                    break
                }
            }
        } catch { throw EngineError("looking for the image stores of storage.conf", error) }
        return found
    }

    private func absolute(_ path: String?) throws(EngineError) -> String? {
        guard let path else { return nil }
        return try Self.absolute(path)
    }

    static func absolute(_ path: String) throws(EngineError) -> String {
        path.hasPrefix("/") ? path : try Console.currentDirectory() + "/" + path
    }

    /// `apus-runtime` lies beside `apus`, or where `APUS_RUNTIME` says.
    private static func runtimeProgram() throws(EngineError) -> String {
        if let path = environmentVariable("APUS_RUNTIME"), !path.isEmpty { return path }
        do throws(SystemCallError) {
            let own = try readSymlink("/proc/self/exe").display
            guard let slash = own.lastIndex(of: "/") else { return "/usr/local/bin/apus-runtime" }
            return "\(String(own[..<slash]))/apus-runtime"
        } catch { throw EngineError("finding where apus lies", error) }
    }
}
