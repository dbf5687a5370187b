import TestSupport
import Testing

extension EndToEnd {
    /// Names without a registry, and what registries find.
    @Suite(.enabled(if: LocalRegistry.isInstalled && TestedEngine.isOurs)) struct RegistrySettings {
        @Test func `a name without a registry is one of those that registries.conf names`() throws {
            let (first, second) = (try LocalRegistry(), try LocalRegistry())
            try second.push("docker-archive:\(Fixtures.busybox)", as: "team/only:1")
            try second.push("docker-archive:\(Fixtures.busybox)", as: "both:1")
            try first.push("docker-archive:\(Fixtures.busybox)", as: "both:1")
            try withSandbox(images: []) { box in
                let settings = { (mode: String) in
                    "printf 'unqualified-search-registries = [\"\(first.address)\", \"\(second.address)\"]\\nshort-name-mode = \"\(mode)\"\\n[aliases]\\n\"nick\" = \"\(second.address)/team/only\"\\n' > r.conf; export CONTAINERS_REGISTRIES_CONF=$PWD/r.conf HOME=$PWD"
                }
                try box.check("\(settings("disabled")); apus pull -q team/only:1 > /dev/null && apus images --format '{{.Repository}}'", is: "\(second.address)/team/only")
                try box.check("\(settings("permissive")); apus run --pull never --rm --network none team/only:1 echo found", is: "found")
                try box.check("\(settings("disabled")); apus pull -q nick:1 > /dev/null")
                try box.check("\(settings("permissive")); apus pull -q nosuch:1", code: 125, says: ["no registry has nosuch:1", first.address, second.address])
                try box.check("\(settings("enforcing")); apus pull -q both:1", code: 125, says: ["without a TTY", "\(first.address)/both:1", "\(second.address)/both:1"])
            }
        }

        @Test func `registries are searched, and tags listed`() throws {
            let registry = try LocalRegistry()
            for name in ["team/app:1", "team/app:2", "team/other:1", "else:1"] { try registry.push("docker-archive:\(Fixtures.busybox)", as: name) }
            let at = registry.address
            try withSandbox(images: []) { box in
                try box.check("apus search \(at)/team | awk '{print $1}'", is: "NAME\n\(at)/team/app\n\(at)/team/other")
                try box.check("apus search --limit 1 --format '{{.Index}} {{.Name}}' \(at)/team", is: "\(at) \(at)/team/app")
                try box.check("apus search \(at)/ | wc -l", is: "4")
                try box.check("apus search --list-tags \(at)/team/app | awk '{print $2}' | sort", is: "1\n2\nTAG")
                try box.check("apus search --filter stars=1 \(at)/team", is: "")
                try box.check("apus search --filter size=1 \(at)/team", code: 125, says: ["size"])
                try box.check("podman search --tls-verify=false --format '{{.Name}}' \(at)/team | sort > theirs; apus search --format '{{.Name}}' \(at)/team | sort | diff - theirs")
            }
        }
    }
}
