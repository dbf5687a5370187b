internal import ImageStorage
public import ContainerState
public import JSONText
internal import Linux
internal import OCISpecification

/// Everything that is known of one container, in the members that docker and podman give to `container inspect`.
public struct ContainerInspection {
    let engine: Engine
    let container: ContainerDirectory
    let record: ContainerRecord
    let plan: LaunchPlan
    let configuration: RuntimeConfiguration
    let liveness: Liveness
    let isPaused: Bool

    public init(_ container: ContainerDirectory, engine: Engine) throws(EngineError) {
        self.engine = engine
        self.container = container
        record = try engine.record(container)
        plan = try engine.plan(container)
        configuration = try engine.configuration(container)
        liveness = try engine.liveness(container)
        isPaused = engine.isPaused(container, liveness)
    }

    /// The whole document; the sizes only when asked, since every file is looked at for them.
    public func document(sizes: Bool = false) throws(EngineError) -> JSONValue {
        let words = record.entrypoint + record.command
        let capabilities = configuration.process?.capabilities
        let written = Set(
            (record.request.writesHosts ? ["hosts"] : []) + (record.request.writesHostname ? ["hostname"] : []))
        let withResolver = record.request.dnsServers != ["none"]
        var result: JSONObject = [
            "Id": .string(record.id),
            "Created": .string(record.created.rfc3339Nano),
            "Path": .string(words.first ?? ""),
            "Args": JSONValue(Array(words.dropFirst())),
            "State": state,
            "Image": .string(record.imageID),
            "ImageDigest": .string(imageDigest),
            "ImageName": .string(record.request.rootFileSystem == nil ? record.imageName : ""),
            "Rootfs": .string(record.request.rootFileSystem ?? ""),
            "Pod": "",
            "ResolvConfPath": .string(withResolver ? container.resolvConf : ""),
            "HostnamePath": .string(written.contains("hostname") ? container.hostname : ""),
            "HostsPath": .string(written.contains("hosts") ? container.hosts : ""),
            "StaticDir": .string(container.path),
            "OCIConfigPath": .string(container.configuration),
            "OCIRuntime": .string(plan.runtime ?? "apus-runtime"),
            "LogPath": .string(plan.log.driver == .none || plan.log.driver == .passthrough ? "" : plan.log.path),
            "PidFile": .string(plan.pidFile ?? ""),
            "Name": .string(record.name),
            "RestartCount": JSONValue(restartCount),
            "Driver": .string(root.driverName == "rootfs" ? engine.storage.driver.rawValue : root.driverName),
            "Platform": "linux",
            "MountLabel": .string(configuration.linux?.mountLabel ?? ""),
            "ProcessLabel": .string(configuration.process?.selinuxLabel ?? ""),
            "AppArmorProfile": .string(configuration.process?.apparmorProfile ?? ""),
            "EffectiveCaps": JSONValue(capabilities?.effective ?? []),
            "BoundingCaps": JSONValue(capabilities?.bounding ?? []),
            "ExecIDs": [],
            "GraphDriver": graphDriver,
        ]
        if sizes {
            let sizes = try engine.sizes(container, imageID: record.imageID)
            result["SizeRw"] = .integer(sizes.written)
            result["SizeRootFs"] = .integer(sizes.total)
        }
        result["Mounts"] = .array(mounts)
        result["Dependencies"] = JSONValue(try engine.dependencies(of: container))
        result["NetworkSettings"] = networkSettings
        result["Namespace"] = ""
        result["IsInfra"] = false
        result["IsService"] = false
        result["Config"] = containerConfiguration
        result["HostConfig"] = hostConfiguration
        return .object(result)
    }

    /// The digest of the image's manifest, while the image is there.
    private var imageDigest: String {
        guard !record.imageID.isEmpty, let digest = Digest("sha256:\(record.imageID)") else { return "" }
        return (try? engine.images.image(id: digest).manifest.digest.description) ?? ""  // removed meanwhile
    }

    private var root: ContainerRoot { ContainerRoot(plan.root) }

    private var graphDriver: JSONValue {
        guard case .overlay = root else {
            var data: JSONObject = [:]
            if case .copy(let tree, _) = root { data["dir"] = .string(tree) }
            return ["Name": .string(root.driverName), "Data": .object(data)]
        }
        var data: JSONObject = [
            "LowerDir": .string(plan.root.lowers.joined(separator: ":")), "UpperDir": .string(container.upper),
            "WorkDir": .string(container.work),
        ]
        if case .running(let run, _) = liveness { data["MergedDir"] = .string("/proc/\(run.pid)/root") }
        return ["Name": "overlay", "Data": .object(data)]
    }
}

extension Engine {
    /// The OCI runtime configuration that a container was made with.
    func configuration(_ container: ContainerDirectory) throws(EngineError) -> RuntimeConfiguration {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(container.configuration) } catch {
            if error.errno == .noEntry {
                throw EngineError(.notFound, "the container \(container.id) is unfinished or was removed meanwhile")
            }
            throw EngineError("reading \(container.configuration)", error)
        }
        do throws(JSONError) { return try JSON.decode(RuntimeConfiguration.self, from: bytes) } catch {
            throw EngineError(.system, "reading \(container.configuration): \(error)")
        }
    }
}
