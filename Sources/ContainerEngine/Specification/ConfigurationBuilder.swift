internal import OCISpecification

/// Makes the OCI runtime configuration of a container.
struct ConfigurationBuilder {
    let input: ConfigurationInput
    var request: ContainerRequest { input.request }

    func build() throws(EngineError) -> RuntimeConfiguration {
        var mounts = DefaultMounts.mounts(
            privileged: request.privileged, sharedMemorySize: request.sharedMemorySize ?? 64 << 20,
            hostIPC: input.namespaces.ipc == .host)
        if case .container = input.namespaces.ipc {
            mounts.removeAll { $0.destination == "/dev/shm" }
            // Through the process of the other container, which is put in at the start.
            mounts.append(
                Mount(destination: "/dev/shm", type: "bind", source: "/proc/0/root/dev/shm", options: ["bind", "rprivate"]))
        }
        if input.namespaces.ipc == .none { mounts.removeAll { $0.destination == "/dev/shm" } }
        adjustForUserNamespace(&mounts)
        if request.readOnly && request.readOnlyTmpfs { mounts += readOnlyTmpfs(besides: input.mounts) }
        mounts += ConfigFileMounts.mounts(input)
        // A mount of the user's takes the place of ours at the same path; mounts below others come after them.
        let own = Set(input.mounts.map { $0.destination })
        mounts.removeAll { own.contains($0.destination) }
        if input.host.rootless { mounts += try DeviceSettings.binds(request) }
        mounts += input.mounts.sorted { Self.depth($0.destination) < Self.depth($1.destination) }
        let security = try SecuritySettings.parse(request.securityOptions)
        if !security.procOptions.isEmpty {
            for index in mounts.indices where mounts[index].destination == "/proc" && mounts[index].type == "proc" {
                mounts[index].options = (mounts[index].options ?? []) + security.procOptions
            }
        }
        var annotations = request.annotations
        if let signal = request.stopSignal ?? input.image.StopSignal {
            annotations["org.opencontainers.image.stopSignal"] = signal
        }
        return RuntimeConfiguration(
            ociVersion: "1.2.0",
            process: try process(security),
            root: RootFileSystem(path: input.rootPath, readonly: request.readOnly),
            hostname: input.namespaces.uts == .host ? nil : input.hostname,
            domainname: request.domainName,
            mounts: mounts,
            annotations: annotations.isEmpty ? nil : annotations,
            linux: try linux(security))
    }

    static func depth(_ path: String) -> Int { path.utf8.reduce(0) { $0 + ($1 == 47 ? 1 : 0) } }

    /// What the kernel refuses inside a user namespace is asked in the way it grants.
    private func adjustForUserNamespace(_ mounts: inout [Mount]) {
        guard input.host.rootless || input.namespaces.userMappings != nil else { return }
        for index in mounts.indices {
            switch mounts[index].destination {
            case "/dev/pts":
                // gid 5 has to be mapped (devpts(5)); with a single id it is not.
                let mapped =
                    input.namespaces.userMappings?.groups.contains {
                        $0.containerID <= 5 && 5 < $0.containerID + $0.size
                    }
                    ?? (input.host.mappedIDs.map { $0 > 5 } ?? true)
                if !mapped { mounts[index].options?.removeAll { $0.hasPrefix("gid=") } }
            case "/sys" where input.namespaces.network == .host:
                // A new sysfs belongs to the owner of the network namespace: bind the host's.
                mounts[index] = Mount(
                    destination: "/sys", type: "bind", source: "/sys",
                    options: ["rbind", "nosuid", "noexec", "nodev", "ro"])
            case "/proc" where input.namespaces.pid == .host:
                mounts[index] = Mount(
                    destination: "/proc", type: "bind", source: "/proc",
                    options: ["rbind", "nosuid", "noexec", "nodev"])
            default: break
            }
        }
    }

    private func readOnlyTmpfs(besides mounts: [Mount]) -> [Mount] {
        let taken = Set(mounts.map { $0.destination })
        return ["/tmp", "/var/tmp", "/run"].filter { !taken.contains($0) }.map {
            Mount(
                destination: $0, type: "tmpfs", source: "tmpfs",
                options: ["rw", "rprivate", "nosuid", "nodev", "tmpcopyup"])
        }
    }
}
