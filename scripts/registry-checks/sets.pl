# What is done with manifests: whole images, tags, referrers, lists, and what is wrong.
use strict;
use warnings;
our (%lacks, $http, $json, $salt, $one, $two, $place, $count, $manifest_type, $index_type, $config_type, $layer_type);

# A set of manifests, children first: pushed, listed, pulled, deleted.
sub check_set {
    my ($name, $texts, $tags, $algorithm) = @_;
    $place = $name;
    for my $number (0 .. $#$texts) { put_manifest($one, $texts->[$number], $algorithm, $number == $#$texts ? @$tags : ()) }
    if (($algorithm // '') ne 'sha512') {
        if (@$tags) { my %known = map { $_ => 1 } tags($one); note($known{$_}, "the tag $_ is not listed") for @$tags }
        drop_manifest($one, $_) for @$tags;
    }
    drop_manifest($one, digest($_, $algorithm)) for reverse @$texts;
}

sub check_manifests {
    my ($first, $second) = (image($one), image($one));
    check_set('an image', [$first], ['image', 'again']);
    check_set('an image without layers', [image($one, layers => 0)], ['none']);
    check_set('an image whose manifest has no type', [$json->encode({ %{ $json->decode($first) }{ qw(schemaVersion config layers) } })], ['untyped']);
    check_set('an image with contents in its manifest and fields of its own', [image($one, data => 1, more => { 'org.example.field' => { a => [1] } })], ['data']);
    check_set('a manifest of almost four mebibytes', [image($one, more => { annotations => { map { +"note-$_" => 'A' x 10000 } 1 .. 390 } })], ['large']);
    check_set('an image whose configuration tells of other layers', [image($one, unpacked => [digest('other')])], ['other']);
    my ($missing, $unpacked) = (bytes(99), digest(bytes(9)));
    check_set('an image with a layer that is had elsewhere',
        [image($one, elsewhere => [map { entry("application/vnd.oci.image.layer.nondistributable.v1.$_", $missing, undef, urls => ['https://example.com/layer']) } 'tar', 'tar+gzip'], unpacked => [$unpacked, $unpacked])], ['elsewhere']);
    check_set('an artifact', [image($one, artifact => 'application/vnd.example.thing', layers => 1)], ['artifact']);
    check_set('an artifact whose configuration tells its type', [image($one, config => 'application/vnd.example.config', layers => 1)], ['typed']);
    check_set('an index', [$first, $second, list($one, [$first, $second])], ['index']);
    my @lists = (list($one, [$first]), list($one, [$second]));
    check_set('an index of indexes', [$first, $second, @lists, list($one, \@lists)], ['nested']);
    check_set('an index of nothing', [list($one, [])], ['nothing']);
    my @artifacts = map { image($one, artifact => 'application/vnd.example.thing', layers => 1) } 1, 2;
    check_set('an index of artifacts', [@artifacts, list($one, \@artifacts, undef, artifactType => 'application/vnd.example.things')], ['artifacts']);
    return if $lacks{sha512};
    my @other = map { image($one, algorithm => 'sha512') } 1, 2;
    check_set('an index of sha512', [@other, list($one, \@other, 'sha512')], [], 'sha512');
}

sub check_tag_parameters {
    my $algorithm = shift;
    $place = "tags as parameters of $algorithm";
    my $text = image($two, algorithm => $algorithm);
    my ($digest, @tags) = (digest($text, $algorithm), map { "$algorithm-$_" } 1 .. 10);
    my $answer = ask('PUT', query("/v2/$two/manifests/$digest", map { (tag => $_) } @tags), 201, body => $text, headers => { 'Content-Type' => $manifest_type });
    my %told = map { $_ => 1 } split /,\s*/, header($answer, 'OCI-Tag');
    for (@tags) { note($told{$_}, "OCI-Tag lacks $_"); got_manifest("/v2/$two/manifests/$_", $text, $digest) }
    ask('PUT', query("/v2/$two/manifests/$digest", tag => '.no'), 400, body => $text, headers => { 'Content-Type' => $manifest_type });
    drop_manifest($two, $digest);
}

sub check_referrers {
    $place = 'referrers';
    note(!%{ referrers("check-$salt/none", digest('nothing')) }, 'of a repository that is not there');
    my ($subject, $absent) = (image($one), image($one));
    my ($of, $missing) = map { { %{ entry($manifest_type, $_) } } } $subject, $absent;
    my $thing = 'application/vnd.example.thing+json';
    my @texts = (
        image($one, config => $thing, layers => 1, more => { subject => $of, annotations => { number => 'one' } }),
        image($one, artifact => $thing, layers => 1, more => { subject => $of, annotations => { number => 'two' } }),
        image($one, artifact => 'application/vnd.example.other', layers => 1, more => { subject => $of, annotations => { number => 'three' } }),
    );
    push @texts, list($one, [@texts[0, 1]], undef, subject => $of, artifactType => 'application/vnd.example.list', annotations => { number => 'four' });
    push @texts, list($one, [$texts[0]], undef, subject => $of, annotations => { number => 'five' });
    put_manifest($one, $_) for @texts[0 .. 3];
    put_manifest($one, $subject, undef, 'subject');
    put_manifest($one, $texts[4]);
    my $late = image($one, artifact => $thing, layers => 1, more => { subject => $missing });
    put_manifest($one, $late, undef, 'late');
    return if $lacks{referrers};
    my $found = referrers($one, $of->{digest});
    note(keys(%$found) == 5, 'there are ' . keys(%$found) . ', not 5');
    for (@texts) {
        my ($told, $text) = ($found->{ digest($_) } // {}, $json->decode($_));
        my $type = $text->{artifactType} // ($text->{config} ? $text->{config}{mediaType} : '');
        note(($told->{size} // 0) == length && ($told->{mediaType} // '') eq $text->{mediaType} && ($told->{artifactType} // '') eq $type
            && ($told->{annotations}{number} // '') eq $text->{annotations}{number}, "$text->{annotations}{number} is told as " . $json->encode($told));
    }
    note(join(' ', sort map { $_->{annotations}{number} } values %{ referrers($one, $of->{digest}, artifactType => $thing) }) eq 'one two', 'of one type');
    note(!%{ referrers($one, $of->{digest}, artifactType => 'text/none') }, 'of a type that none has');
    note(join(' ', keys %{ referrers($one, $missing->{digest}) }) eq digest($late), 'of a manifest that never came');
    drop_manifest($one, digest($_)) for reverse @texts;
    note(!%{ referrers($one, $of->{digest}) }, 'deleted ones are not listed');
}

sub check_lists {
    $place = 'lists of tags';
    ask('GET', "/v2/check-$salt/none/tags/list", [200, 404]);
    my $text = image($two);
    my @tags = map { "list-$_" } 'a' .. 'e';
    put_manifest($two, $text, undef, @tags);
    note(join(' ', tags($two)) eq "@tags", 'all of them, in order');
    note(join(' ', tags($two, n => 2)) eq "@tags[0, 1]", 'the first two');
    note(join(' ', tags($two, n => 2, last => 'list-b')) eq "@tags[2, 3]", 'the next two');
    note(join(' ', tags($two, last => 'list-c')) eq "@tags[3, 4]", 'those after the third');
    note(!tags($two, n => 0), 'none of them');
    note(header(ask('GET', "/v2/$two/tags/list?n=2", 200), 'Link') =~ /^<.*>; *rel="?next"?$/, 'a part tells the next');
    drop_manifest($two, $_) for @tags[0, 1];
    note(join(' ', tags($two)) eq "@tags[2 .. 4]", 'deleted ones are not listed') unless $lacks{'delete-tag'};
    drop_manifest($two, digest($text));
    my $left = ask('GET', "/v2/$two/tags/list", [200, 404])->{content};
    note($left !~ /list-/, 'those of a deleted manifest are not listed');
}

sub check_errors {
    $place = 'errors';
    my $text = image($one);
    for my $name ('.INVALID_MANIFEST_NAME', 'missing-tag', digest('nothing')) { ask($_, "/v2/$one/manifests/$name", 404) for 'HEAD', 'GET' }
    ask('GET', "/v2/$one/manifests/sha256:wrong", [400, 404]);
    my %type = (headers => { 'Content-Type' => $manifest_type });
    ask('PUT', "/v2/$one/manifests/sha256:wrong", 400, body => $_, %type) for $text, 'blablabla';
    ask('PUT', "/v2/$one/manifests/wrong", 400, body => 'blablabla', %type);
    ask('PUT', "/v2/$one/manifests/" . digest($text), 400, body => "$text  ", %type);
    ask('DELETE', "/v2/$one/manifests/" . digest('nothing'), 404);
    unstored($one, digest('nothing'));
    ask('POST', "/v2/Not/A/Name/blobs/uploads/", [400, 404]);
    ask('GET', "/v2/$one/blobs/uploads/nosuch", [400, 404]);
}

1;
