import TestSupport
import Testing

extension EndToEnd {
    /// Layers packed as zstd:chunked, compared with what skopeo makes of the same archives.
    @Suite(.enabled(if: LocalRegistry.isInstalled && TestedEngine.isOurs)) struct ChunkedLayers {
        private static let skopeo = "skopeo --insecure-policy"
        private static let checker = "python3 \(Fixtures.repository)/scripts/check-zstd-chunked"

        /// An image `plain` of the transport dir: with files of all kinds, in the words of PAX and of GNU; `more` is Python that adds to both.
        private func prepare(_ box: Sandbox, more: String = "") throws {
            try box.check(
                """
                cat > make.py <<'END'
                import tarfile,io,json,hashlib,os,random,platform
                def blob(b):
                    h=hashlib.sha256(b).hexdigest(); open('plain/'+h,'wb').write(b); return dict(digest='sha256:'+h,size=len(b))
                r=random.Random(7); os.mkdir('plain')
                def add(t,name,type=tarfile.REGTYPE,data=b'',**k):
                    i=tarfile.TarInfo(name); i.type=type; i.size=len(data); i.mtime=1700000000
                    for a,v in k.items(): setattr(i,a,v)
                    t.addfile(i,io.BytesIO(data))
                layers=[]; ids=[]
                for fmt in (tarfile.PAX_FORMAT,tarfile.GNU_FORMAT):
                    f=io.BytesIO(); t=tarfile.open(fileobj=f,mode='w',format=fmt)
                    add(t,'etc/',tarfile.DIRTYPE,mode=0o755); add(t,'etc/empty'); add(t,'etc/small',data=b'hello\\n'*99,uid=1000,gid=7,uname='me')
                    add(t,'etc/big',data=r.randbytes(700000)+bytes(9000)+r.randbytes(200)+bytes(500)+b'x'+bytes(1024)+r.randbytes(300000)+bytes(1500),mode=0o4755)
                    add(t,'etc/zeros',data=bytes(5000)); add(t,'etc/hard',tarfile.LNKTYPE,linkname='etc/big'); add(t,'etc/sym',tarfile.SYMTYPE,linkname='../x',mode=0o777)
                    add(t,'dev/null',tarfile.CHRTYPE,devmajor=1,devminor=3); add(t,'dev/loop',tarfile.BLKTYPE,devmajor=7,devminor=300); add(t,'fifo',tarfile.FIFOTYPE)
                    add(t,'n'*180+'/'+'o'*120,data=b'long'); add(t,'.wh.gone'); add(t,'time',mtime=0); add(t,'umlaut-\\u00fc',data=r.randbytes(513))
                    if fmt==tarfile.PAX_FORMAT: add(t,'attr',data=b'a',mtime=1700000000.25,pax_headers={'SCHILY.xattr.user.x':'v1','atime':'1600000000.5'})
                    \(more)
                    t.close(); p=f.getvalue(); ids.append('sha256:'+hashlib.sha256(p).hexdigest()); layers.append(dict(mediaType='application/vnd.oci.image.layer.v1.tar',**blob(p)))
                arch={'x86_64':'amd64','aarch64':'arm64'}.get(platform.machine(),platform.machine())
                c=blob(json.dumps(dict(architecture=arch,os='linux',config={},rootfs=dict(type='layers',diff_ids=ids))).encode())
                json.dump(dict(schemaVersion=2,mediaType='application/vnd.oci.image.manifest.v1+json',config=dict(mediaType='application/vnd.oci.image.config.v1+json',**c),layers=layers),open('plain/manifest.json','w'))
                open('plain/version','w').write('Directory Transport Version: 1.1\\n')
                END
                rm -rf plain; python3 make.py
                """)
        }

        @Test func `the tables of a chunked layer are those that skopeo writes`() throws {
            try withSandbox(images: []) { box in
                try prepare(box)
                try box.check("apus copy --dest-compress-format zstd:chunked dir:plain dir:ours", says: ["2 of 2 layers were packed as zstd:chunked"])
                try box.check("\(Self.skopeo) copy -q --dest-compress --dest-compress-format zstd:chunked dir:plain dir:theirs")
                try box.check("\(Self.checker) ours theirs", has: ["2 layers, 29 files"])
                // for everyone else it is zstd
                try box.check("\(Self.skopeo) copy -q --dest-decompress dir:ours dir:back && grep -o 'sha256:[0-9a-f]*' back/manifest.json > b; grep -o 'sha256:[0-9a-f]*' plain/manifest.json | cmp - b")
                try box.check("apus copy -q dir:ours containers-storage:localhost/c:1 && apus copy -q dir:plain containers-storage:localhost/p:1 && apus image diff c:1 p:1", is: "")
                try box.check("apus system check -q && apus inspect --format '{{.Id}}' c:1 > c && apus inspect --format '{{.Id}}' p:1 | cmp - c")
                // it is not packed again, and packed otherwise it has no tables any more
                try box.check("apus copy -q --dest-compress-format zstd:chunked dir:ours dir:again && cmp ours/manifest.json again/manifest.json")
                try box.check("apus copy -q --dest-compress-format gzip dir:ours dir:gzip && apus inspect --raw dir:gzip", has: ["tar+gzip"], lacks: ["zstd-chunked"])
                try box.check("apus copy -q --dest-compress-format zstd dir:plain dir:zstd && apus inspect --raw dir:zstd", has: ["tar+zstd"], lacks: ["zstd-chunked"])
                try box.check("apus copy -q --dest-compress-format zstd:chunked dir:zstd dir:more && \(Self.checker) more theirs", has: ["2 layers"])
                // with encryption nothing tells of the tables
                try box.check("openssl genrsa -out k.pem 2048 2>/dev/null && openssl rsa -in k.pem -pubout -out k.pub 2>/dev/null && apus copy -q --encryption-key jwe:k.pub dir:ours dir:enc && apus inspect --raw dir:enc", has: ["tar+zstd+encrypted"], lacks: ["zstd-chunked"])
            }
        }

        @Test func `a layer that the tables cannot describe becomes plain zstd and says so`() throws {
            try withSandbox(images: []) { box in
                for (more, words) in [
                    ("add(t,'etc/small',data=b'again')", "it is there twice"), ("add(t,'./etc//small')", "it is there twice"),
                    ("t.addfile(tarfile.TarInfo('bad-\\udcff'))", "not UTF-8"),
                ] {
                    try prepare(box, more: more)
                    try box.check("rm -rf ours; apus copy --dest-compress-format zstd:chunked dir:plain dir:ours", says: ["becomes plain zstd", words])
                    try box.check("apus inspect --raw dir:ours", has: ["tar+zstd"], lacks: ["zstd-chunked"])
                    try box.check("\(Self.skopeo) copy -q --dest-decompress dir:ours dir:back && grep -o 'sha256:[0-9a-f]*' back/manifest.json > b; rm -rf back; grep -o 'sha256:[0-9a-f]*' plain/manifest.json | cmp - b")
                }
            }
        }

        @Test func `a chunked image goes to a registry and runs from there`() throws {
            let registry = try LocalRegistry()
            let at = registry.address
            try withSandbox { box in
                try box.check("apus push -q --compression-format zstd:chunked busybox \(at)/c:1 && apus copy -q docker://\(at)/c:1 dir:c && \(Self.checker) c", has: ["1 layers"])
                try box.check("apus rmi -a -f >/dev/null; apus run -q --rm --network none \(at)/c:1 echo runs", is: "runs")
            }
        }
    }
}
