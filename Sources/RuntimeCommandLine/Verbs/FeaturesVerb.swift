internal import CommandLineGrammar
internal import ContainerRuntime
internal import JSONText
internal import OCISpecification

enum FeaturesVerb {
    static func verb() -> Verb<RuntimeOptions> {
        Verb(usage: "", description: "Prints what this runtime can do, as the specification asks.") {
            (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                do throws(JSONError) {
                    StandardOutput.write(try JSON.text(features, pretty: true) + "\n")
                } catch { throw RuntimeError(.refused, doing: "print the features", cause: "\(error)") }
                return 0
            }
        }
    }

    static var features: RuntimeFeatures {
        RuntimeFeatures(
            ociVersionMin: "1.0.0", ociVersionMax: "1.2.1",
            hooks: ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"],
            mountOptions: [
                "async", "atime", "bind", "defaults", "dev", "diratime", "dirsync", "exec", "lazytime", "loud", "mand",
                "noatime", "nodev", "nodiratime", "noexec", "nolazytime", "nomand", "norelatime", "nostrictatime",
                "nosuid", "nosymfollow", "private", "ratime", "rbind", "rdev", "rdiratime", "relatime", "remount",
                "rexec", "rnoatime", "rnodev", "rnodiratime", "rnoexec", "rnorelatime", "rnostrictatime", "rnosuid",
                "rnosymfollow", "ro", "rprivate", "rrelatime", "rro", "rrw", "rshared", "rslave", "rstrictatime",
                "rsuid", "rsymfollow", "runbindable", "rw", "shared", "silent", "slave", "strictatime", "suid",
                "symfollow", "sync", "tmpcopyup", "unbindable",
            ],
            linux: LinuxFeatures(
                namespaces: ["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"],
                capabilities: Capability.allCases.map { $0.name },
                cgroup: CgroupFeatures(v1: true, v2: true, systemd: false, systemdUser: false, rdma: false),
                seccomp: SeccompFeatures(
                    enabled: true,
                    actions: [
                        "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS",
                        "SCMP_ACT_KILL_THREAD", "SCMP_ACT_LOG", "SCMP_ACT_TRACE", "SCMP_ACT_TRAP",
                    ],
                    operators: [
                        "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_LE", "SCMP_CMP_LT",
                        "SCMP_CMP_MASKED_EQ", "SCMP_CMP_NE",
                    ],
                    knownFlags: [
                        "SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_LOG",
                    ]),
                apparmor: FeatureSwitch(enabled: true), selinux: FeatureSwitch(enabled: true),
                intelRdt: IntelRdtFeatures(enabled: false),
                mountExtensions: MountExtensionFeatures(idmap: FeatureSwitch(enabled: true)),
                netDevices: FeatureSwitch(enabled: false)))
    }
}
